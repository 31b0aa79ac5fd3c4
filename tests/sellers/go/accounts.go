package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

func random() string {
	bytes := make([]byte, 18)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return hex.EncodeToString(bytes)
}

// PBKDF2 with HMAC-SHA-256, of which the first block is enough.
func derive(password string, salt []byte) []byte {
	mac := hmac.New(sha256.New, []byte(password))
	mac.Write(append(append([]byte{}, salt...), 0, 0, 0, 1))
	block := mac.Sum(nil)
	key := append([]byte{}, block...)
	for i := 1; i < 100_000; i++ {
		mac.Reset()
		mac.Write(block)
		block = mac.Sum(block[:0])
		for j := range key {
			key[j] ^= block[j]
		}
	}
	return key
}

func (s *store) byEmail(email string) *account {
	for _, a := range s.Accounts {
		if a.Email == clean(email) {
			return a
		}
	}
	return nil
}

func clean(email string) string {
	return strings.ToLower(strings.TrimSpace(email))
}

func (s *store) create(name, email, company, password string) *account {
	salt := []byte(random())
	a := &account{random(), name, clean(email), company, salt, derive(password, salt)}
	s.Accounts[a.ID] = a
	return a
}

func (s *store) authenticate(email, password string) *account {
	a := s.byEmail(email)
	if a == nil || subtle.ConstantTimeCompare(a.Password, derive(password, a.Salt)) == 0 {
		return nil
	}
	return a
}

func (s *store) remember(b browser) string {
	id := random()
	s.Browsers[id] = b
	return id
}

package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"
)

type account struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Company  string `json:"company"`
	Salt     []byte `json:"salt,omitempty"`
	Password []byte `json:"password,omitempty"`
}

type licenseState string

const (
	pending licenseState = "pending"
	active  licenseState = "active"
	ending  licenseState = "ending"
)

// A license is one purchase of one buyer.
type license struct {
	Arn        string
	AWSAccount string
	Agreement  string
	Owner      string
	State      licenseState
	Changed    time.Time // what the newest event says
	Ends       time.Time // of the hour for final reports
}

type usageState string

const (
	open    usageState = "open"
	sent    usageState = "sent"
	billed  usageState = "billed"
	refused usageState = "refused"
)

type usage struct {
	License   string
	Dimension string
	Hour      time.Time
	LastUse   time.Time
	Quantity  int64
	State     usageState
}

// A browser is known by a cookie: it comes to register a license, or is logged in.
type browser struct {
	License string `json:",omitempty"`
	Account string `json:",omitempty"`
}

// The store is a JSON file. Its lock guards everything in it.
type store struct {
	sync.Mutex `json:"-"`
	path       string

	Accounts map[string]*account // by id
	Licenses map[string]*license // by ARN
	Usage    []*usage
	Browsers map[string]browser
	Events   map[string]time.Time
}

func openStore(path string) (*store, error) {
	s := &store{
		path:     path,
		Accounts: map[string]*account{},
		Licenses: map[string]*license{},
		Browsers: map[string]browser{},
		Events:   map[string]time.Time{},
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	return s, json.Unmarshal(text, s)
}

// save replaces the file as a whole, so that there is always a good one.
func (s *store) save() error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(s.path+".new", s.path)
}

func (s *store) license(arn, awsAccount string) *license {
	l := s.Licenses[arn]
	if l == nil {
		l = &license{Arn: arn, AWSAccount: awsAccount, State: pending}
		s.Licenses[arn] = l
	}
	return l
}

package main

import (
	"strings"
	"time"
)

const finalHour = time.Hour

// An event of AWS Marketplace, as EventBridge sends it.
type event struct {
	ID         string
	DetailType string `json:"detail-type"`
	Source     string
	Time       time.Time
	Detail     struct {
		RequestID string `json:"requestId"`
		Agreement struct{ ID, Status string }
		Acceptor  struct {
			AccountID string `json:"accountId"`
		}
		License struct{ Arn string }
	}
}

// hear takes an event in, once, and tells whether something ends by it.
func (s *store) hear(e event) bool {
	if e.Source != "aws.agreement-marketplace" || s.heard(e) {
		return false
	}
	name, _, _ := strings.Cut(e.DetailType, " - ")
	switch name {
	case "License Updated":
		s.learn(e).activate(e.Time)
	case "License Deprovisioned":
		return s.learn(e).end(e.Time)
	case "Purchase Agreement Ended":
		return s.endAgreement(e)
	}
	return false
}

// A repeated event may have a new id around the same request.
func (s *store) heard(e event) bool {
	key := e.Detail.RequestID
	if key == "" {
		key = e.ID
	}
	_, known := s.Events[key]
	s.Events[key] = e.Time
	return known
}

func (s *store) learn(e event) *license {
	l := s.license(e.Detail.License.Arn, e.Detail.Acceptor.AccountID)
	l.Agreement = e.Detail.Agreement.ID
	return l
}

func (s *store) endAgreement(e event) bool {
	switch e.Detail.Agreement.Status {
	case "CANCELLED", "EXPIRED", "TERMINATED":
	default: // RENEWED, REPLACED: another licence takes over
		return false
	}
	ends := false
	for _, l := range s.Licenses {
		if l.Agreement == e.Detail.Agreement.ID {
			ends = l.end(e.Time) || ends
		}
	}
	return ends
}

// Events come in any order; the time of the newest counts.
func (l *license) activate(at time.Time) {
	if at.After(l.Changed) {
		l.State, l.Changed = active, at
	}
}

func (l *license) end(at time.Time) bool {
	if at.Before(l.Changed) {
		return false
	}
	if l.State != ending { // agreement and license both tell it; the first begins the hour
		l.Ends = at.Add(finalHour)
	}
	l.State, l.Changed = ending, at
	return true
}

func (l *license) isEnding() bool {
	return l.State == ending && time.Now().Before(l.Ends)
}

func (l *license) hasAccess() bool {
	return l.State == active || l.isEnding()
}

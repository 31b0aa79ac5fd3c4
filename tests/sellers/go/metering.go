package main

import (
	"log"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
)

const batchSize = 25

// AWS refuses a whole call for one record it does not like.
var badRecord = map[string]bool{
	"InvalidCustomerIdentifierException": true,
	"InvalidLicenseException":            true,
	"InvalidUsageDimensionException":     true,
	"TimestampOutOfBoundsException":      true,
}

type meter struct {
	store  *store
	market *marketplace
	oneRun sync.Mutex
}

func (s *store) find(license, dimension string, hour time.Time) *usage {
	for _, u := range s.Usage {
		if u.License == license && u.Dimension == dimension && u.Hour.Equal(hour) {
			return u
		}
	}
	return nil
}

// count adds to the present hour, or to the next one that has not been reported.
func (s *store) count(license, dimension string, quantity int64) {
	now := time.Now().UTC().Truncate(time.Second)
	hour := now.Truncate(time.Hour)
	u := s.find(license, dimension, hour)
	for u != nil && u.State != open {
		hour = hour.Add(time.Hour)
		u = s.find(license, dimension, hour)
	}
	if u == nil {
		u = &usage{License: license, Dimension: dimension, Hour: hour, State: open}
		s.Usage = append(s.Usage, u)
	}
	u.Quantity += quantity
	u.LastUse = now
	if now.Before(hour) {
		u.LastUse = hour
	}
}

func (s *store) isDue(u *usage) bool {
	if u.State != open {
		return u.State == sent
	}
	l := s.Licenses[u.License]
	isOver := !time.Now().Before(u.Hour.Add(time.Hour))
	return l.isEnding() || (l.State == active && isOver)
}

// run reports what is due, hours that are over and those of licenses that end.
func (m *meter) run() (int, error) {
	m.oneRun.Lock()
	defer m.oneRun.Unlock()
	due, err := m.seal()
	if err != nil {
		return 0, err
	}
	for rest := due; len(rest) > 0; {
		n := min(len(rest), batchSize)
		m.submit(rest[:n])
		rest = rest[n:]
	}
	m.store.Lock()
	defer m.store.Unlock()
	return len(due), m.store.save()
}

// seal writes down what will be sent; from then on it does not grow any more.
func (m *meter) seal() ([]*usage, error) {
	m.store.Lock()
	defer m.store.Unlock()
	var due []*usage
	for _, u := range m.store.Usage {
		if m.store.isDue(u) {
			u.State = sent
			due = append(due, u)
		}
	}
	return due, m.store.save()
}

// AWS wants usage within an hour; what comes later is reported as of now.
func timestamp(u *usage) time.Time {
	now := time.Now().UTC().Truncate(time.Second)
	if now.Sub(u.LastUse) > time.Hour {
		return now
	}
	return u.LastUse
}

func (m *meter) records(batch []*usage) []*usageRecord {
	m.store.Lock()
	defer m.store.Unlock()
	var records []*usageRecord
	for _, u := range batch {
		records = append(records, &usageRecord{
			CustomerAWSAccountID: aws.String(m.store.Licenses[u.License].AWSAccount),
			Dimension:            aws.String(u.Dimension),
			LicenseArn:           aws.String(u.License),
			Quantity:             aws.Int64(u.Quantity),
			Timestamp:            aws.Time(timestamp(u)),
		})
	}
	return records
}

func (m *meter) submit(batch []*usage) {
	records := m.records(batch)
	answer, err := m.market.meter(records)
	if err == nil {
		m.settle(batch, records, answer)
		return
	}
	code := ""
	if failure, ok := err.(awserr.Error); ok {
		code = failure.Code()
	}
	switch {
	case !badRecord[code]:
		log.Printf("metering is put off: %v", err)
	case len(batch) == 1:
		m.finish(batch[0], code)
	default:
		middle := len(batch) / 2
		m.submit(batch[:middle])
		m.submit(batch[middle:])
	}
}

func (m *meter) settle(batch []*usage, records []*usageRecord, answer *batchOutput) {
	for _, r := range answer.Results {
		for i, record := range records {
			if isSame(record, r.UsageRecord) {
				m.finish(batch[i], aws.StringValue(r.Status))
			}
		}
	}
	if n := len(answer.UnprocessedRecords); n > 0 {
		log.Printf("%d records are left for the next run", n)
	}
}

func isSame(a, b *usageRecord) bool {
	return *a.LicenseArn == aws.StringValue(b.LicenseArn) &&
		*a.Dimension == aws.StringValue(b.Dimension) &&
		a.Timestamp.Unix() == aws.TimeValue(b.Timestamp).Unix()
}

func (m *meter) finish(u *usage, status string) {
	m.store.Lock()
	defer m.store.Unlock()
	u.State = billed
	if status != "Success" {
		u.State = refused
		log.Printf("not billed: %s %s %s: %s", u.License, u.Dimension, u.Hour, status)
	}
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

package main

import (
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/client"
	"github.com/aws/aws-sdk-go/aws/request"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/marketplacemetering"
)

// Debian's SDK is older than licences, so the calls bring shapes of their own;
// the SDK serialises, signs and retries them like its own.

type buyer struct {
	_ struct{} `type:"structure"`

	CustomerAWSAccountID *string `locationName:"CustomerAWSAccountId" type:"string"`
	LicenseArn           *string `type:"string"`
	ProductCode          *string `type:"string"`
}

type usageRecord struct {
	_ struct{} `type:"structure"`

	CustomerAWSAccountID *string    `locationName:"CustomerAWSAccountId" type:"string"`
	Dimension            *string    `type:"string"`
	LicenseArn           *string    `type:"string"`
	Quantity             *int64     `type:"integer"`
	Timestamp            *time.Time `type:"timestamp"`
}

type batchInput struct {
	_ struct{} `type:"structure"`

	UsageRecords []*usageRecord `type:"list"`
}

type result struct {
	_ struct{} `type:"structure"`

	Status      *string      `type:"string"`
	UsageRecord *usageRecord `type:"structure"`
}

type batchOutput struct {
	_ struct{} `type:"structure"`

	Results            []*result      `type:"list"`
	UnprocessedRecords []*usageRecord `type:"list"`
}

type marketplace struct {
	client *client.Client
}

func newMarketplace() (*marketplace, error) {
	s, err := session.NewSession()
	if err != nil {
		return nil, err
	}
	config := aws.NewConfig()
	if aws.StringValue(s.Config.Region) == "" {
		config = config.WithRegion(env("AWS_DEFAULT_REGION", "us-east-1"))
	}
	return &marketplace{marketplacemetering.New(s, config).Client}, nil
}

func (m *marketplace) call(name string, in, out interface{}) error {
	return m.client.NewRequest(&request.Operation{Name: name, HTTPMethod: "POST", HTTPPath: "/"}, in, out).Send()
}

func (m *marketplace) resolve(token string) (*buyer, error) {
	in := &marketplacemetering.ResolveCustomerInput{RegistrationToken: &token}
	out := &buyer{}
	return out, m.call("ResolveCustomer", in, out)
}

func (m *marketplace) meter(records []*usageRecord) (*batchOutput, error) {
	out := &batchOutput{}
	return out, m.call("BatchMeterUsage", &batchInput{UsageRecords: records}, out)
}

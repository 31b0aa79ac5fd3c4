// Hashbarn fingerprints files and is sold on AWS Marketplace.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
)

type app struct {
	store  *store
	market *marketplace
	meter  *meter
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	store, err := openStore(env("DATABASE", "hashbarn.json"))
	if err != nil {
		log.Fatal(err)
	}
	market, err := newMarketplace()
	if err != nil {
		log.Fatal(err)
	}
	a := &app{store, market, &meter{store: store, market: market}}
	log.Fatal(http.ListenAndServe(":"+env("PORT", "8080"), a))
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET /", "GET /register":
		page(w, http.StatusOK, "home", content{})
	case "GET /healthz":
		w.WriteHeader(http.StatusOK)
	case "POST /register":
		a.register(w, r)
	case "POST /signup":
		a.signUp(w, r)
	case "GET /welcome":
		page(w, http.StatusOK, "welcome", content{})
	case "GET /login":
		page(w, http.StatusOK, "login", content{})
	case "POST /login":
		a.logIn(w, r)
	case "GET /app":
		a.product(w, r)
	case "POST /marketplace/events":
		a.hear(w, r)
	// For Hashbarn's own machines; the proxy in front refuses everybody else.
	case "POST /api/use":
		a.use(w, r)
	case "POST /jobs/meter":
		a.report(w)
	case "GET /admin/accounts":
		a.accounts(w)
	default:
		http.NotFound(w, r)
	}
}

var tokenProblems = map[string]string{
	"InvalidTokenException": "We could not read your registration.",
	"ExpiredTokenException": "Your registration has expired.",
}

func (a *app) register(w http.ResponseWriter, r *http.Request) {
	again := func(status int, message string) { page(w, status, "again", content{Message: message}) }
	token := r.PostFormValue("x-amzn-marketplace-token")
	if token == "" {
		again(http.StatusBadRequest, "Your registration is missing.")
		return
	}
	buyer, err := a.market.resolve(token)
	if err != nil {
		log.Printf("ResolveCustomer: %v", err)
		failure, _ := err.(awserr.Error)
		if failure != nil && tokenProblems[failure.Code()] != "" {
			again(http.StatusBadRequest, tokenProblems[failure.Code()])
			return
		}
		again(http.StatusFailedDependency, "AWS Marketplace is busy. Please try again in a minute.")
		return
	}
	product := aws.StringValue(buyer.ProductCode)
	arn := aws.StringValue(buyer.LicenseArn)
	if arn == "" || product != env("PRODUCT_CODE", product) {
		again(http.StatusBadRequest, "Your registration is for another product.")
		return
	}
	a.store.Lock()
	defer a.store.Unlock()
	l := a.store.license(arn, aws.StringValue(buyer.CustomerAWSAccountID))
	setCookie(w, a.store.remember(browser{License: l.Arn}))
	if !a.saved(w) {
		return
	}
	if l.Owner != "" {
		page(w, http.StatusOK, "login", content{Message: "You are registered already."})
		return
	}
	page(w, http.StatusOK, "signup", content{})
}

func (a *app) signUp(w http.ResponseWriter, r *http.Request) {
	email, password := r.PostFormValue("email"), r.PostFormValue("password")
	a.store.Lock()
	defer a.store.Unlock()
	l := a.store.Licenses[a.browser(r).License]
	switch {
	case l == nil:
		page(w, http.StatusBadRequest, "again", content{Message: "There is nothing to register."})
	case l.Owner != "":
		page(w, http.StatusConflict, "login", content{Message: "You are registered already."})
	case a.store.byEmail(email) != nil:
		page(w, http.StatusConflict, "login", content{Message: "This address has an account."})
	case !strings.Contains(email, "@") || len(password) < 8:
		message := "We need an e-mail address and a password of 8 characters."
		page(w, http.StatusUnprocessableEntity, "signup", content{Message: message})
	default:
		owner := a.store.create(r.PostFormValue("name"), email, r.PostFormValue("company"), password)
		l.Owner = owner.ID
		a.enter(w, r, owner)
	}
}

func (a *app) logIn(w http.ResponseWriter, r *http.Request) {
	a.store.Lock()
	defer a.store.Unlock()
	owner := a.store.authenticate(r.PostFormValue("email"), r.PostFormValue("password"))
	if owner == nil {
		page(w, http.StatusUnauthorized, "login", content{Message: "E-mail or password is wrong."})
		return
	}
	// Whoever comes with a new purchase adds it to the account.
	if l := a.store.Licenses[a.browser(r).License]; l != nil && l.Owner == "" {
		l.Owner = owner.ID
	}
	a.enter(w, r, owner)
}

func (a *app) enter(w http.ResponseWriter, r *http.Request, owner *account) {
	setCookie(w, a.store.remember(browser{Account: owner.ID}))
	if a.saved(w) {
		http.Redirect(w, r, "/app", http.StatusSeeOther)
	}
}

func (a *app) product(w http.ResponseWriter, r *http.Request) {
	a.store.Lock()
	defer a.store.Unlock()
	owner := a.store.Accounts[a.browser(r).Account]
	if owner == nil {
		http.Redirect(w, r, "/login", http.StatusFound)
		return
	}
	isWaiting := false
	for _, l := range a.store.Licenses {
		if l.Owner != owner.ID {
			continue
		}
		if l.hasAccess() {
			page(w, http.StatusOK, "app", content{Usage: a.store.usageOf(l.Arn)})
			return
		}
		isWaiting = isWaiting || l.State == pending
	}
	if isWaiting {
		http.Redirect(w, r, "/welcome", http.StatusFound)
		return
	}
	page(w, http.StatusForbidden, "closed", content{})
}

func (s *store) usageOf(license string) []*usage {
	var list []*usage
	for _, u := range s.Usage {
		if u.License == license {
			list = append(list, u)
		}
	}
	return list
}

func (a *app) hear(w http.ResponseWriter, r *http.Request) {
	var e event
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		http.Error(w, "this is no event", http.StatusBadRequest)
		return
	}
	a.store.Lock()
	defer a.store.Unlock()
	ends := a.store.hear(e)
	if !a.saved(w) {
		return
	}
	w.WriteHeader(http.StatusNoContent)
	if ends {
		go func() {
			if _, err := a.meter.run(); err != nil {
				log.Print(err)
			}
		}()
	}
}

func (a *app) use(w http.ResponseWriter, r *http.Request) {
	var order struct {
		Account, License, Dimension string
		Quantity                    *int64
	}
	err := json.NewDecoder(r.Body).Decode(&order)
	if err != nil || order.Dimension == "" || order.Quantity == nil || *order.Quantity < 0 {
		http.Error(w, "a dimension and a whole quantity are needed", http.StatusBadRequest)
		return
	}
	a.store.Lock()
	defer a.store.Unlock()
	l := a.store.user(order.License, order.Account)
	if l == nil {
		http.Error(w, "no active subscription", http.StatusConflict)
		return
	}
	a.store.count(l.Arn, order.Dimension, *order.Quantity)
	if a.saved(w) {
		w.WriteHeader(http.StatusAccepted)
	}
}

func (s *store) user(arn, awsAccount string) *license {
	for _, l := range s.Licenses {
		if l.State == active && (l.Arn == arn || arn == "" && l.AWSAccount == awsAccount) {
			return l
		}
	}
	return nil
}

func (a *app) report(w http.ResponseWriter) {
	records, err := a.meter.run()
	if err != nil {
		http.Error(w, "the report failed", http.StatusServiceUnavailable)
		log.Print(err)
		return
	}
	writeJSON(w, map[string]int{"records": records})
}

func (a *app) accounts(w http.ResponseWriter) {
	a.store.Lock()
	defer a.store.Unlock()
	list := []account{}
	for _, each := range a.store.Accounts {
		list = append(list, account{ID: each.ID, Name: each.Name, Email: each.Email, Company: each.Company})
	}
	writeJSON(w, map[string][]account{"accounts": list})
}

// saved keeps what was changed, or tells the caller to come again.
func (a *app) saved(w http.ResponseWriter) bool {
	err := a.store.save()
	if err != nil {
		log.Print(err)
		http.Error(w, "please try again", http.StatusServiceUnavailable)
	}
	return err == nil
}

const cookieName = "hashbarn"

func setCookie(w http.ResponseWriter, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: value, Path: "/",
		HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

func (a *app) browser(r *http.Request) browser {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return browser{}
	}
	return a.store.Browsers[cookie.Value]
}

func writeJSON(w http.ResponseWriter, value interface{}) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

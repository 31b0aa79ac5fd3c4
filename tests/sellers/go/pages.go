package main

import (
	"html/template"
	"log"
	"net/http"
	"strings"
)

var pages = template.Must(template.New("").Parse(strings.TrimSpace(`
{{define "head"}}<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Hashbarn</title></head>
<body>
<h1>Hashbarn</h1>
{{with .Message}}<p role="alert">{{.}}</p>{{end}}
{{end}}

{{define "foot"}}<p>Support: <a href="mailto:support@hashbarn.example">support@hashbarn.example</a></p>
</body>
</html>
{{end}}

{{define "home"}}{{template "head" .}}
<p>Fingerprints for your files. Subscribe on AWS Marketplace, then choose "Set up your account" there.</p>
<p><a href="/login">Log in</a></p>
{{template "foot"}}{{end}}

{{define "again"}}{{template "head" .}}
<p>Please open your subscription in AWS Marketplace and choose "Set up your account" again.</p>
{{template "foot"}}{{end}}

{{define "signup"}}{{template "head" .}}
<h2>Create your account</h2>
<form method="post" action="/signup">
<p><label>Name <input name="name" autocomplete="name"></label></p>
<p><label>E-mail <input name="email" type="email" autocomplete="email" required></label></p>
<p><label>Company <input name="company" autocomplete="organization"></label></p>
<p><label>Password <input name="password" type="password" minlength="8" required></label></p>
<p><button>Sign up</button></p>
</form>
<p>You have an account? <a href="/login">Log in</a>.</p>
{{template "foot"}}{{end}}

{{define "login"}}{{template "head" .}}
<h2>Log in</h2>
<form method="post" action="/login">
<p><label>E-mail <input name="email" type="email" required></label></p>
<p><label>Password <input name="password" type="password" required></label></p>
<p><button>Log in</button></p>
</form>
{{template "foot"}}{{end}}

{{define "welcome"}}{{template "head" .}}
<p>Your account is ready. AWS Marketplace confirms your subscription within minutes.</p>
<p><a href="/app">Look again</a></p>
{{template "foot"}}{{end}}

{{define "closed"}}{{template "head" .}}
<p>Your subscription has ended. You can subscribe again on AWS Marketplace.</p>
{{template "foot"}}{{end}}

{{define "app"}}{{template "head" .}}
<p>Your usage:</p>
<ul>
{{range .Usage}}<li>{{.Hour.Format "2006-01-02 15:04"}} UTC: {{.Quantity}} {{.Dimension}}</li>
{{end}}</ul>
{{template "foot"}}{{end}}
`)))

type content struct {
	Message string
	Usage   []*usage
}

func page(w http.ResponseWriter, status int, name string, c content) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := pages.ExecuteTemplate(w, name, c); err != nil {
		log.Print(err)
	}
}

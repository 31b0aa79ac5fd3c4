"""Lexigram, a translation service sold on AWS Marketplace."""

import logging
import os
import threading
from datetime import datetime, timezone

from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, redirect, render_template, request, session
from werkzeug.security import check_password_hash, generate_password_hash

import database
import licenses
import marketplace
import metering
from database import transaction

logging.basicConfig(level=logging.INFO)
database.prepare()
app = Flask(__name__)
app.config.update(
    SECRET_KEY=database.secret_key(),
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_SECURE=True,
)


@app.template_filter("hour")
def hour(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:00")


def page(name, status=200, **values):
    return render_template(f"{name}.html", **values), status


@app.get("/")
@app.get("/register")
def home():
    return page("home")


@app.get("/healthz")
def healthz():
    return "ok\n"


TOKEN_PROBLEMS = {
    "InvalidTokenException": "We do not recognise this registration.",
    "ExpiredTokenException": "This registration has expired.",
}


@app.post("/register")
def register():
    token = request.form.get("x-amzn-marketplace-token")
    if not token:
        return page("again", 400, message="The registration is missing.")
    try:
        buyer = marketplace.resolve_customer(token)
    except ClientError as error:
        problem = TOKEN_PROBLEMS.get(error.response["Error"]["Code"])
        if problem:
            return page("again", 400, message=problem)
        app.logger.error("ResolveCustomer: %s", error)
        return page("again", 424, message="AWS Marketplace is busy. Please try again shortly.")
    except BotoCoreError as error:
        app.logger.error("ResolveCustomer: %s", error)
        return page("again", 424, message="AWS Marketplace is busy. Please try again shortly.")
    product = buyer["ProductCode"]
    if "LicenseArn" not in buyer or product != os.environ.get("PRODUCT_CODE", product):
        return page("again", 400, message="This registration is for another product.")
    with transaction() as db:
        licenses.register(db, buyer["LicenseArn"], buyer["CustomerAWSAccountId"])
        owner = owner_of(db, buyer["LicenseArn"])
    session.clear()
    session["license"] = buyer["LicenseArn"]
    if owner:
        return page("login", message="You are registered already.")
    return page("signup")


def owner_of(db, arn):
    return db.execute("SELECT account FROM licenses WHERE arn = ?", (arn,)).fetchone()["account"]


def enter(account):
    session.clear()
    session["account"] = account
    return redirect("/app", 303)


@app.post("/signup")
def signup():
    arn = session.get("license")
    if not arn:
        return page("again", 400, message="There is no registration to complete.")
    email = request.form.get("email", "").strip().lower()
    password = request.form.get("password", "")
    if "@" not in email or len(password) < 8:
        return page("signup", 422, message="We need an e-mail address and 8 characters of password.")
    with transaction() as db:
        if owner_of(db, arn):
            return page("login", 409, message="You are registered already.")
        created = db.execute(
            "INSERT INTO accounts (name, email, company, password) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (
                request.form.get("name"),
                email,
                request.form.get("company"),
                generate_password_hash(password),
            ),
        )
        if not created.rowcount:
            return page("login", 409, message="This e-mail address has an account. Please log in.")
        db.execute("UPDATE licenses SET account = ? WHERE arn = ?", (created.lastrowid, arn))
    return enter(created.lastrowid)


@app.get("/login")
def login_form():
    return page("login")


@app.post("/login")
def login():
    email = request.form.get("email", "").strip().lower()
    with transaction() as db:
        account = db.execute("SELECT * FROM accounts WHERE email = ?", (email,)).fetchone()
        if not account or not check_password_hash(
            account["password"], request.form.get("password", "")
        ):
            return page("login", 401, message="E-mail or password is wrong.")
        # Whoever comes from AWS Marketplace with a new purchase adds it to the account.
        db.execute(
            "UPDATE licenses SET account = ? WHERE arn = ? AND account IS NULL",
            (account["id"], session.get("license")),
        )
    return enter(account["id"])


@app.get("/welcome")
def welcome():
    return page("welcome")


@app.get("/app")
def product():
    if "account" not in session:
        return redirect("/login")
    with transaction() as db:
        account = db.execute(
            "SELECT * FROM accounts WHERE id = ?", (session["account"],)
        ).fetchone()
        owned = db.execute(
            "SELECT * FROM licenses WHERE account = ?", (session["account"],)
        ).fetchall()
        usable = [row for row in owned if licenses.has_access(row)]
        if not usable and any(row["state"] == "pending" for row in owned):
            return redirect("/welcome")
        if not usable:
            return page("closed", 403)
        usage = db.execute(
            "SELECT hour, dimension, quantity FROM usage WHERE license = ? ORDER BY hour",
            (usable[0]["arn"],),
        ).fetchall()
    return page("app", account=account, usage=usage)


@app.post("/marketplace/events")
def events():
    """An EventBridge API destination posts here."""
    event = request.get_json(force=True)
    if event.get("source") != "aws.agreement-marketplace":
        return "", 204
    with transaction() as db:
        is_ending = licenses.hear(db, event)
    if is_ending:
        metering.run_soon()
    return "", 204


# What follows is for our own machines; the proxy in front keeps everybody else out.


@app.post("/api/use")
def use():
    order = request.get_json(force=True)
    dimension, quantity = order.get("dimension"), order.get("quantity", 1)
    if not dimension or type(quantity) is not int or quantity < 0:
        return {"error": "a dimension and a whole quantity are needed"}, 400
    with transaction() as db:
        found = db.execute(
            "SELECT arn FROM licenses WHERE state = 'active' AND"
            " CASE WHEN :arn <> '' THEN arn = :arn ELSE aws_account = :account END",
            {"arn": order.get("license") or "", "account": order.get("account")},
        ).fetchone()
        if not found:
            return {"error": "no active subscription"}, 409
        metering.count(db, found["arn"], dimension, quantity)
    return {"counted": quantity}


@app.post("/jobs/meter")
def meter():
    return {"records": metering.run()}


@app.get("/admin/accounts")
def accounts():
    with transaction() as db:
        rows = db.execute("SELECT id, name, email, company FROM accounts").fetchall()
    return {"accounts": [dict(row) for row in rows]}


if __name__ == "__main__":
    threading.Thread(target=metering.run_every_hour, daemon=True).start()
    app.run(port=int(os.environ.get("PORT", 8080)), threaded=True)

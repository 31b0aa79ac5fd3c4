"""The landing page and the rest of Skyglass's web server."""

import json
import logging
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

import market
import pages
import purchases
import usage
import users
from store import open_store

TOKEN_ERRORS = {
    "InvalidTokenException": "This registration is not known to AWS Marketplace.",
    "ExpiredTokenException": "This registration took too long.",
}


class Web(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._route("GET")

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length).decode(errors="replace")
        self._route("POST")

    def _route(self, method):
        action = ROUTES.get((method, urlsplit(self.path).path))
        try:
            action(self) if action else self._send(404, "There is no such page.\n")
        except json.JSONDecodeError:
            self._json(400, {"error": "this is not JSON"})
        except Exception:
            logging.exception("%s %s", method, self.path)
            self._send(503, "Please try again later.\n")

    def _send(self, status, body="", kind="text/html; charset=utf-8", **headers):
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def _json(self, status, value):
        self._send(status, json.dumps(value), "application/json")

    def _form(self):
        return {name: values[0] for name, values in parse_qs(self.body).items()}

    def _cookie(self, db):
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get("skyglass")
        return users.cookie(db, morsel.value if morsel else "")

    def _set_cookie(self, value):
        return {"Set_Cookie": f"skyglass={value}; Path=/; HttpOnly; Secure; SameSite=Lax"}

    def home(self):
        self._send(200, pages.home())

    def healthz(self):
        self._send(200, "ok\n")

    def register(self):
        token = self._form().get("x-amzn-marketplace-token")
        if not token:
            return self._send(400, pages.again("You came without a registration."))
        try:
            product, purchase, aws_account = market.resolve(token)
        except ClientError as error:
            reason = TOKEN_ERRORS.get(error.response["Error"]["Code"])
            if not reason:
                logging.error("ResolveCustomer: %s", error)
                return self._send(424, pages.again("AWS Marketplace is busy at the moment."))
            return self._send(400, pages.again(reason))
        except BotoCoreError as error:
            logging.error("ResolveCustomer: %s", error)
            return self._send(424, pages.again("AWS Marketplace is busy at the moment."))
        if not purchase or product != (market.PRODUCT_CODE or product):
            return self._send(400, pages.again("This registration is for another product."))
        with open_store() as db:
            purchases.add(db, purchase, aws_account)
            is_known = users.owner(db, purchase)
            visit = users.new_cookie(db, purchase=purchase)
        page = pages.log_in("You are already registered.") if is_known else pages.sign_up()
        self._send(200, page, **self._set_cookie(visit))

    def sign_up(self):
        form = self._form()
        email, password = form.get("email", "").strip().lower(), form.get("password", "")
        with open_store() as db:
            purchase = self._cookie(db)["purchase"]
            if not purchase:
                return self._send(400, pages.again("There is no registration to finish."))
            if users.owner(db, purchase):
                return self._send(409, pages.log_in("You are already registered."))
            if "@" not in email or len(password) < 8:
                notice = "Please give an e-mail address and a password of 8 characters."
                return self._send(422, pages.sign_up(notice))
            user = users.create(db, form.get("name"), email, form.get("company"), password)
            if not user:
                return self._send(409, pages.log_in("This address has an account already."))
            users.adopt(db, purchase, user)
            session = users.new_cookie(db, user=user)
        self._send(303, Location="/app", **self._set_cookie(session))

    def welcome(self):
        self._send(200, pages.welcome())

    def log_in_form(self):
        self._send(200, pages.log_in())

    def log_in(self):
        form = self._form()
        with open_store() as db:
            email = form.get("email", "").strip().lower()
            user = users.check(db, email, form.get("password", ""))
            if not user:
                return self._send(401, pages.log_in("This is not right."))
            users.adopt(db, self._cookie(db)["purchase"], user)
            session = users.new_cookie(db, user=user)
        self._send(303, Location="/app", **self._set_cookie(session))

    def product(self):
        with open_store() as db:
            user = self._cookie(db)["user"]
            if not user:
                return self._send(302, Location="/login")
            rows = db.execute("SELECT * FROM purchases WHERE user = ?", (user,)).fetchall()
            states = {purchases.state_of(row): row["key"] for row in rows}
            purchase = states.get("active") or states.get("leaving")
            if not purchase and "new" in states:
                return self._send(302, Location="/welcome")
            if not purchase:
                return self._send(403, pages.closed(next(iter(states))))
            used = db.execute("SELECT * FROM usage WHERE purchase = ?", (purchase,)).fetchall()
        self._send(200, pages.product(used))

    def use(self):
        """For our own machines; the proxy in front keeps others out."""
        order = json.loads(self.body)
        key = order.get("license") or order.get("customer") or ""
        dimension, quantity = order.get("dimension"), order.get("quantity")
        if not dimension or type(quantity) is not int or quantity < 0:
            return self._json(400, {"error": "which dimension, and how much?"})
        with open_store() as db:
            row = db.execute(
                "SELECT key FROM purchases WHERE state = 'active'"
                " AND CASE ? WHEN '' THEN aws_account = ? ELSE key = ? END",
                (key, order.get("account"), key),
            ).fetchone()
            if not row:
                return self._json(409, {"error": "no active subscription"})
            usage.add(db, row["key"], dimension, quantity)
        self._json(200, {"ok": True})

    def meter(self):
        self._json(200, {"records": usage.report()})

    def accounts(self):
        with open_store() as db:
            rows = db.execute("SELECT id, name, email, company FROM users").fetchall()
        self._json(200, {"accounts": [dict(row) for row in rows]})

    def log_message(self, *args):
        pass


ROUTES = {
    ("GET", "/"): Web.home,
    ("GET", "/healthz"): Web.healthz,
    ("GET", "/register"): Web.home,
    ("POST", "/register"): Web.register,
    ("POST", "/signup"): Web.sign_up,
    ("GET", "/welcome"): Web.welcome,
    ("GET", "/login"): Web.log_in_form,
    ("POST", "/login"): Web.log_in,
    ("GET", "/app"): Web.product,
    ("POST", "/api/use"): Web.use,
    ("POST", "/jobs/meter"): Web.meter,
    ("GET", "/admin/accounts"): Web.accounts,
}

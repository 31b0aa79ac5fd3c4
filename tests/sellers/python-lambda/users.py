"""Accounts of Skyglass, and the browsers that are known."""

import hashlib
import secrets


def _scrypt(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def create(db, name, email, company, password):
    """The id of the new account, None if the address has one."""
    salt = secrets.token_bytes(16)
    done = db.execute(
        "INSERT OR IGNORE INTO users (name, email, company, salt, password) VALUES (?, ?, ?, ?, ?)",
        (name, email, company, salt, _scrypt(password, salt)),
    )
    return done.lastrowid if done.rowcount else None


def check(db, email, password):
    user = db.execute("SELECT * FROM users WHERE email = ?", (email,)).fetchone()
    if user and secrets.compare_digest(user["password"], _scrypt(password, user["salt"])):
        return user["id"]
    return None


def new_cookie(db, purchase=None, user=None):
    value = secrets.token_urlsafe(24)
    db.execute("INSERT INTO cookies VALUES (?, ?, ?)", (value, purchase, user))
    return value


def cookie(db, value):
    row = db.execute("SELECT * FROM cookies WHERE id = ?", (value,)).fetchone()
    return row or {"purchase": None, "user": None}


def owner(db, purchase):
    return db.execute("SELECT user FROM purchases WHERE key = ?", (purchase,)).fetchone()["user"]


def adopt(db, purchase, user):
    db.execute("UPDATE purchases SET user = ? WHERE key = ? AND user IS NULL", (user, purchase))

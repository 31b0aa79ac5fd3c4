"""Lexigram's SQLite file."""

import os
import secrets
import sqlite3
from contextlib import contextmanager

PATH = os.environ.get("DATABASE", "lexigram.sqlite")

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE NOT NULL, company TEXT,
    password TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS licenses (
    arn TEXT PRIMARY KEY,
    aws_account TEXT NOT NULL,
    agreement TEXT,
    account INTEGER REFERENCES accounts,
    state TEXT NOT NULL DEFAULT 'pending',  -- pending, active, ending
    changed REAL NOT NULL DEFAULT 0,
    ends REAL
);
CREATE TABLE IF NOT EXISTS usage (
    license TEXT REFERENCES licenses, dimension TEXT, hour INTEGER,
    quantity INTEGER NOT NULL,
    last_use REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',  -- open, sent, billed, refused
    PRIMARY KEY (license, dimension, hour)
);
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@contextmanager
def transaction():
    db = sqlite3.connect(PATH, timeout=10, isolation_level=None)
    db.row_factory = sqlite3.Row
    try:
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")
    finally:
        db.close()  # what was not committed is rolled back


def prepare():
    db = sqlite3.connect(PATH)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(SCHEMA)
    db.close()


def secret_key():
    """Signs the session cookies; kept, so that a restart logs nobody out."""
    with transaction() as db:
        db.execute("INSERT OR IGNORE INTO settings VALUES ('key', ?)", (secrets.token_hex(32),))
        return db.execute("SELECT value FROM settings WHERE name = 'key'").fetchone()["value"]

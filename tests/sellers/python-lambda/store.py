"""The SQLite file that the functions and the landing page share."""

import os
import sqlite3
from contextlib import contextmanager

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS purchases (
    key TEXT PRIMARY KEY,  -- customer identifier or licence
    aws_account TEXT, agreement TEXT, user INTEGER,
    state TEXT NOT NULL DEFAULT 'new',  -- new, active, failed, leaving, ended
    told REAL NOT NULL DEFAULT 0,
    closes REAL
);
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE, company TEXT, salt BLOB, password BLOB
);
CREATE TABLE IF NOT EXISTS cookies (id TEXT PRIMARY KEY, purchase TEXT, user INTEGER);
CREATE TABLE IF NOT EXISTS usage (
    purchase TEXT, dimension TEXT, hour INTEGER, quantity INTEGER, at REAL,
    state TEXT NOT NULL DEFAULT 'open',  -- open, sent, billed, refused
    PRIMARY KEY (purchase, dimension, hour)
);
CREATE TABLE IF NOT EXISTS heard (id TEXT PRIMARY KEY);
"""


def _connect():
    db = sqlite3.connect(os.environ.get("DATABASE", "skyglass.sqlite"), timeout=10)
    db.row_factory = sqlite3.Row
    db.isolation_level = None
    return db


def create():
    db = _connect()
    db.executescript(SCHEMA)
    db.close()


@contextmanager
def open_store():
    """A transaction: all of it happens, or nothing."""
    db = _connect()
    try:
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")
    finally:
        db.close()


create()

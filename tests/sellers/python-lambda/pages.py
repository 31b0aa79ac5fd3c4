"""The pages of Skyglass."""

from html import escape

LAYOUT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Skyglass - {title}</title></head>
<body>
<h1>{title}</h1>
{body}
<p>Questions? Write to <a href="mailto:support@skyglass.example">support@skyglass.example</a>.</p>
</body>
</html>
"""

SIGN_UP = """<form method="post" action="/signup">
<p><label>Name <input name="name"></label></p>
<p><label>E-mail <input name="email" type="email" required></label></p>
<p><label>Company <input name="company"></label></p>
<p><label>Password <input name="password" type="password" minlength="8" required></label></p>
<p><button>Sign up</button></p>
</form>
<p><a href="/login">I have an account</a></p>"""

LOG_IN = """<form method="post" action="/login">
<p><label>E-mail <input name="email" type="email" required></label></p>
<p><label>Password <input name="password" type="password" required></label></p>
<p><button>Log in</button></p>
</form>"""

CLOSED = {
    "failed": "AWS Marketplace could not charge you, so there is no subscription.",
    "ended": "Your subscription has ended. Thank you for having been with us.",
}


def _page(title, body, notice=""):
    if notice:
        body = f"<p>{escape(notice)}</p>\n{body}"
    return LAYOUT.format(title=escape(title), body=body)


def home():
    return _page(
        "Weather for your programs",
        "<p>Skyglass is sold on AWS Marketplace. After subscribing, choose"
        ' "Set up your account" there.</p>\n<p><a href="/login">Log in</a></p>',
    )


def sign_up(notice=""):
    return _page("Create your account", SIGN_UP, notice)


def log_in(notice=""):
    return _page("Log in", LOG_IN, notice)


def again(reason):
    return _page(
        "That did not work",
        "<p>Please choose <em>Set up your account</em> in AWS Marketplace, under"
        " <em>Manage subscriptions</em>, once more.</p>",
        reason,
    )


def welcome():
    return _page(
        "Your account is ready",
        "<p>AWS Marketplace has yet to confirm your subscription; this takes some minutes.</p>"
        '\n<p><a href="/app">Look again</a></p>',
    )


def closed(state):
    return _page("No subscription", f"<p>{CLOSED[state]}</p>")


def product(rows):
    lines = "".join(f"<li>{row['quantity']} {escape(row['dimension'])}</li>" for row in rows)
    return _page("Your weather", f"<p>What you used so far, by the hour:</p>\n<ul>{lines}</ul>")

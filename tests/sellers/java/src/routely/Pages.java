package routely;

import java.util.List;

/** The pages, in HTML. */
final class Pages {
  private Pages() {}

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private static String page(String title, String body) {
    return """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Routely: %1$s</title></head>
        <body>
        <h1>%1$s</h1>
        %2$s
        <p>Support: <a href="mailto:support@routely.example">support@routely.example</a></p>
        </body>
        </html>
        """
        .formatted(title, body);
  }

  private static String notice(String text) {
    return text.isEmpty() ? "" : "<p>" + escape(text) + "</p>\n";
  }

  static String home() {
    return page(
        "Routes for your fleet",
        """
        <p>Subscribe to Routely on AWS Marketplace, then choose "Set up your account" there.</p>
        <p><a href="/login">Log in</a></p>""");
  }

  static String startAgain(String reason) {
    return page(
        "Your registration could not be opened",
        notice(reason)
            + """
            <p>Please go back to AWS Marketplace and choose "Set up your account" again. You find it with
            your subscription to Routely.</p>""");
  }

  static String signUp(String problem) {
    return page(
        "Create your account",
        notice(problem)
            + """
            <form method="post" action="/signup">
            <p><label>Name <input name="name" autocomplete="name"></label></p>
            <p><label>E-mail <input name="email" type="email" autocomplete="email" required></label></p>
            <p><label>Company <input name="company" autocomplete="organization"></label></p>
            <p><label>Password <input name="password" type="password" minlength="8" required></label></p>
            <p><button>Sign up</button></p>
            </form>
            <p>Do you have an account already? <a href="/login">Log in</a> instead.</p>""");
  }

  static String logIn(String problem) {
    return page(
        "Log in",
        notice(problem)
            + """
            <form method="post" action="/login">
            <p><label>E-mail <input name="email" type="email" required></label></p>
            <p><label>Password <input name="password" type="password" required></label></p>
            <p><button>Log in</button></p>
            </form>""");
  }

  static String welcome() {
    return page(
        "Your account is ready",
        """
        <p>AWS Marketplace confirms your subscription within minutes.</p>
        <p><a href="/app">Look again</a></p>""");
  }

  static String closed() {
    return page(
        "No active subscription",
        "<p>Your subscription has ended. You can subscribe again on AWS Marketplace.</p>");
  }

  static String app(String email, List<String> usage) {
    var lines = new StringBuilder();
    for (var line : usage) lines.append("<li>").append(escape(line)).append("</li>\n");
    return page(
        "Your routes", "<p>Welcome, " + escape(email) + ".</p>\n<ul>\n" + lines + "</ul>");
  }
}

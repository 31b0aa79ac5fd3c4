package routely;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Routely: route planning, sold on AWS Marketplace. */
public final class Main {
  private interface Action {
    void run(Web web) throws Exception;
  }

  private static final Map<String, String> TOKEN_PROBLEMS =
      Map.of(
          "InvalidTokenException", "We do not know this registration.",
          "ExpiredTokenException", "This registration has expired.");

  private final Aws aws = new Aws();
  private final Store store = new Store(Path.of(Aws.env("DATABASE", "routely.json")));
  private final Licenses licenses = new Licenses(store);
  private final Accounts accounts = new Accounts(store);
  private final Metering metering = new Metering(store, aws);
  private final ExecutorService finalReports = Executors.newSingleThreadExecutor();

  private final Map<String, Action> routes =
      Map.ofEntries(
          Map.entry("GET /", web -> web.page(200, Pages.home())),
          Map.entry("GET /healthz", web -> web.page(200, "ok\n")),
          Map.entry("GET /register", web -> web.page(200, Pages.home())),
          Map.entry("POST /register", this::register),
          Map.entry("POST /signup", this::signUp),
          Map.entry("GET /welcome", web -> web.page(200, Pages.welcome())),
          Map.entry("GET /login", web -> web.page(200, Pages.logIn(""))),
          Map.entry("POST /login", this::logIn),
          Map.entry("GET /app", this::app),
          Map.entry("POST /marketplace/events", this::hear),
          // For Routely's own machines; the proxy lets nobody else through.
          Map.entry("POST /api/use", this::use),
          Map.entry("POST /jobs/meter", web -> web.json(200, Map.of("records", metering.run()))),
          Map.entry("GET /admin/accounts", this::list));

  private Main() throws IOException {}

  public static void main(String[] args) throws IOException {
    var main = new Main();
    var port = Integer.parseInt(Aws.env("PORT", "8080"));
    var server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", main::answer);
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.start();
  }

  private void answer(HttpExchange exchange) {
    var web = new Web(exchange);
    var route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    try (exchange) {
      try {
        routes.getOrDefault(route, w -> w.page(404, "There is no such page.\n")).run(web);
      } catch (IllegalArgumentException unreadable) {
        web.page(400, "This cannot be read.\n");
      } catch (Exception failed) {
        failed.printStackTrace();
        web.page(503, "Please try again.\n");
      }
    } catch (IOException gone) {
      System.err.println(route + ": " + gone);
    }
  }

  private void register(Web web) throws Exception {
    var token = web.form().getOrDefault("x-amzn-marketplace-token", "");
    if (token.isEmpty()) {
      web.page(400, Pages.startAgain("The registration is missing."));
      return;
    }
    Map<String, Object> buyer;
    try {
      buyer = aws.call("ResolveCustomer", Map.of("RegistrationToken", token));
    } catch (Aws.Refused refused) {
      System.err.println("ResolveCustomer: " + refused.getMessage());
      var problem = TOKEN_PROBLEMS.get(refused.code);
      if (problem != null) web.page(400, Pages.startAgain(problem));
      else web.page(424, Pages.startAgain("AWS Marketplace is busy. Please try again soon."));
      return;
    } catch (IOException broken) {
      web.page(424, Pages.startAgain("AWS Marketplace does not answer. Please try again soon."));
      return;
    }
    var product = Json.text(buyer, "ProductCode");
    var arn = Json.text(buyer, "LicenseArn");
    if (arn.isEmpty() || !product.equals(Aws.env("PRODUCT_CODE", product))) {
      web.page(400, Pages.startAgain("This registration is for another product."));
      return;
    }
    synchronized (store) {
      var license = licenses.register(arn, Json.text(buyer, "CustomerAWSAccountId"));
      web.setCookie(accounts.cookie("license", arn));
      if (license.containsKey("owner")) web.page(200, Pages.logIn("You are registered already."));
      else web.page(200, Pages.signUp(""));
    }
  }

  private void signUp(Web web) throws IOException {
    var form = web.form();
    var email = form.getOrDefault("email", "").strip().toLowerCase();
    var password = form.getOrDefault("password", "");
    synchronized (store) {
      var license = visited(web);
      if (license.isEmpty()) {
        web.page(400, Pages.startAgain("There is no registration to complete."));
      } else if (license.containsKey("owner")) {
        web.page(409, Pages.logIn("You are registered already."));
      } else if (accounts.exists(email)) {
        web.page(409, Pages.logIn("This e-mail address has an account. Please log in."));
      } else if (!email.contains("@") || password.length() < 8) {
        web.page(422, Pages.signUp("We need an e-mail address and a password of 8 characters."));
      } else {
        accounts.create(
            email, form.getOrDefault("name", ""), form.getOrDefault("company", ""), password);
        license.put("owner", email);
        enter(web, email);
      }
    }
  }

  private void logIn(Web web) throws IOException {
    var form = web.form();
    var email = form.getOrDefault("email", "").strip().toLowerCase();
    synchronized (store) {
      if (!accounts.matches(email, form.getOrDefault("password", ""))) {
        web.page(401, Pages.logIn("E-mail or password is wrong."));
        return;
      }
      // A purchase that is new joins the account of whoever logs in with it.
      var license = visited(web);
      if (!license.isEmpty()) license.putIfAbsent("owner", email);
      enter(web, email);
    }
  }

  private Map<String, Object> visited(Web web) {
    return store.row("licenses", accounts.recall(web.cookie(), "license"));
  }

  private void enter(Web web, String email) throws IOException {
    web.setCookie(accounts.cookie("account", email)).redirect(303, "/app");
  }

  private void app(Web web) throws IOException {
    synchronized (store) {
      var email = accounts.recall(web.cookie(), "account");
      if (email.isEmpty()) {
        web.redirect(302, "/login");
        return;
      }
      var owned =
          store.table("licenses").values().stream()
              .map(Json::object)
              .filter(row -> email.equals(row.get("owner")))
              .toList();
      var usable =
          owned.stream()
              .filter(row -> Licenses.isActive(row) || Licenses.isClosing(row))
              .map(row -> row.get("arn"))
              .toList();
      if (!usable.isEmpty()) web.page(200, Pages.app(email, usage(usable)));
      else if (owned.stream().anyMatch(Licenses::isPending)) web.redirect(302, "/welcome");
      else web.page(403, Pages.closed());
    }
  }

  private List<String> usage(List<Object> licenses) {
    return store.table("usage").values().stream()
        .map(Json::object)
        .filter(row -> licenses.contains(row.get("license")))
        .map(
            row -> {
              var hour = Instant.ofEpochSecond((Long) row.get("hour"));
              return hour + ": " + row.get("quantity") + " " + row.get("dimension");
            })
        .toList();
  }

  private void hear(Web web) throws IOException {
    var event = Json.parse(web.body());
    boolean ends;
    synchronized (store) {
      ends = Json.text(event, "source").equals("aws.agreement-marketplace") && licenses.hear(event);
    }
    // EventBridge waits five seconds at most; reporting may take longer.
    if (ends) finalReports.submit(metering::run);
    web.empty(204);
  }

  private void use(Web web) throws IOException {
    var order = Json.parse(web.body());
    var dimension = Json.text(order, "dimension");
    if (!(Json.object(order).get("quantity") instanceof Long quantity)
        || quantity < 0
        || dimension.isEmpty()) {
      web.json(400, Map.of("error", "a dimension and a whole quantity are needed"));
      return;
    }
    synchronized (store) {
      var license = licenses.find(Json.text(order, "license"), Json.text(order, "account"));
      if (license == null) {
        web.json(409, Map.of("error", "no active subscription"));
        return;
      }
      metering.count((String) license.get("arn"), dimension, quantity);
    }
    web.json(200, Map.of("counted", quantity));
  }

  private void list(Web web) throws IOException {
    synchronized (store) {
      web.json(200, Map.of("accounts", accounts.list()));
    }
  }
}

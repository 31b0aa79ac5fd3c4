package routely;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A request, and ways to answer it. */
record Web(HttpExchange exchange) {
  private static final Pattern COOKIE = Pattern.compile("(?:^|;\\s*)routely=([^;]+)");

  String body() throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  Map<String, String> form() throws IOException {
    var fields = new HashMap<String, String>();
    for (var pair : body().split("&")) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) fields.put(decode(parts[0]), decode(parts[1]));
    }
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String cookie() {
    var header = exchange.getRequestHeaders().getFirst("Cookie");
    var matcher = COOKIE.matcher(header == null ? "" : header);
    return matcher.find() ? matcher.group(1) : "";
  }

  Web setCookie(String value) {
    exchange
        .getResponseHeaders()
        .set("Set-Cookie", "routely=" + value + "; Path=/; HttpOnly; Secure; SameSite=Lax");
    return this;
  }

  void page(int status, String html) throws IOException {
    send(status, "text/html; charset=utf-8", html);
  }

  void json(int status, Object value) throws IOException {
    send(status, "application/json", Json.write(value));
  }

  void redirect(int status, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(status, -1);
  }

  void empty(int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  private void send(int status, String type, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

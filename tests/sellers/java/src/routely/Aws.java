package routely;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The Marketplace Metering Service: AWS JSON 1.1, signed with Signature Version 4. */
final class Aws {
  /** AWS refused a call; the code names why. */
  static final class Refused extends Exception {
    final String code;

    Refused(String code, String message) {
      super(code + ": " + message);
      this.code = code;
    }

    boolean isTemporary() {
      return code.equals("ThrottlingException") || code.equals("InternalServiceErrorException");
    }
  }

  private static final String SERVICE = "aws-marketplace";
  private static final int ATTEMPTS = 3;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final String region = env("AWS_REGION", env("AWS_DEFAULT_REGION", "us-east-1"));
  private final String host = "metering.marketplace." + region + ".amazonaws.com";
  private final String keyId = env("AWS_ACCESS_KEY_ID", "");
  private final String secret = env("AWS_SECRET_ACCESS_KEY", "");
  private final String sessionToken = env("AWS_SESSION_TOKEN", "");

  static String env(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Calls an operation; throttling, faults of AWS and broken connections are tried again. */
  Map<String, Object> call(String operation, Map<String, ?> input)
      throws Refused, IOException, InterruptedException {
    var body = Json.write(input);
    for (var attempt = 1; ; attempt++) {
      try {
        return once(operation, body);
      } catch (Refused refused) {
        if (!refused.isTemporary() || attempt == ATTEMPTS) throw refused;
      } catch (IOException broken) {
        if (attempt == ATTEMPTS) throw broken;
      }
      Thread.sleep((long) (Math.random() * 200 * (1 << attempt)));
    }
  }

  private Map<String, Object> once(String operation, String body)
      throws Refused, IOException, InterruptedException {
    var headers = new TreeMap<String, String>();
    headers.put("content-type", "application/x-amz-json-1.1");
    headers.put("x-amz-date", STAMP.format(Instant.now()));
    headers.put("x-amz-target", "AWSMPMeteringService." + operation);
    if (!sessionToken.isEmpty()) headers.put("x-amz-security-token", sessionToken);

    var request =
        HttpRequest.newBuilder(URI.create("https://" + host + "/"))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", authorization(headers, body))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);

    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() == 200) return Json.object(Json.parse(response.body()));
    throw refusal(response);
  }

  private static Refused refusal(HttpResponse<String> response) {
    if (response.statusCode() >= 500) {
      return new Refused("InternalServiceErrorException", "status " + response.statusCode());
    }
    Object error;
    try {
      error = Json.parse(response.body());
    } catch (IllegalArgumentException notJson) {
      error = Map.of();
    }
    var type = Json.text(error, "__type");
    // A namespace may stand before the code.
    return new Refused(type.substring(type.indexOf('#') + 1), Json.text(error, "message"));
  }

  private String authorization(TreeMap<String, String> headers, String body) {
    var signed = new TreeMap<>(headers);
    signed.put("host", host);
    var canonical = new StringBuilder("POST\n/\n\n");
    signed.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    var names = String.join(";", signed.keySet());
    canonical.append('\n').append(names).append('\n').append(sha256(body));

    var stamp = headers.get("x-amz-date");
    var day = stamp.substring(0, 8);
    var scope = String.join("/", day, region, SERVICE, "aws4_request");
    var toSign = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, sha256(canonical.toString()));

    var key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (var part : scope.split("/")) key = hmac(key, part);
    var signature = HexFormat.of().formatHex(hmac(key, toSign));
    return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(keyId, scope, names, signature);
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

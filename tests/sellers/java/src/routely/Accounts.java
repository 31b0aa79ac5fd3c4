package routely;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Accounts, and the browsers that belong to them. */
final class Accounts {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ROUNDS = 100_000;

  private final Store store;

  Accounts(Store store) {
    this.store = store;
  }

  private static String random() {
    var bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  private static String hash(String password, String salt) {
    try {
      var spec = new PBEKeySpec(password.toCharArray(), salt.getBytes(), ROUNDS, 256);
      var key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec);
      return Base64.getEncoder().encodeToString(key.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Accounts are kept by their e-mail address. */
  boolean exists(String email) {
    return store.table("accounts").containsKey(email);
  }

  void create(String email, String name, String company, String password) {
    var salt = random();
    var row = new LinkedHashMap<String, Object>();
    row.put("email", email);
    row.put("name", name);
    row.put("company", company);
    row.put("salt", salt);
    row.put("password", hash(password, salt));
    store.table("accounts").put(email, row);
  }

  boolean matches(String email, String password) {
    var row = store.row("accounts", email);
    if (row.isEmpty() || password.isEmpty()) return false;
    var given = hash(password, (String) row.get("salt")).getBytes();
    return MessageDigest.isEqual(given, ((String) row.get("password")).getBytes());
  }

  List<Map<String, String>> list() {
    return store.table("accounts").values().stream()
        .map(
            row ->
                Map.of(
                    "email", Json.text(row, "email"),
                    "name", Json.text(row, "name"),
                    "company", Json.text(row, "company")))
        .toList();
  }

  /** A cookie for someone known: by the licence they come to register, or the account they have. */
  String cookie(String what, String value) {
    var id = random();
    var row = new LinkedHashMap<String, Object>();
    row.put(what, value);
    store.table("cookies").put(id, row);
    store.save();
    return id;
  }

  String recall(String cookie, String what) {
    return Json.text(store.row("cookies", cookie), what);
  }
}

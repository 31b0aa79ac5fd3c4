package routely;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Purchases by their licence; what AWS Marketplace says of them. */
final class Licenses {
  private static final long FINAL_HOUR = 3600;

  private final Store store;

  Licenses(Store store) {
    this.store = store;
  }

  Map<String, Object> register(String arn, String awsAccount) {
    var table = store.table("licenses");
    if (!table.containsKey(arn)) {
      var row = new LinkedHashMap<String, Object>();
      row.put("arn", arn);
      row.put("awsAccount", awsAccount);
      row.put("state", "pending");
      row.put("changed", 0L);
      table.put(arn, row);
    }
    return store.row("licenses", arn);
  }

  static boolean isActive(Map<String, Object> license) {
    return "active".equals(license.get("state"));
  }

  static boolean isPending(Map<String, Object> license) {
    return "pending".equals(license.get("state"));
  }

  /** The agreement is over; its last usage may be reported for an hour. */
  static boolean isClosing(Map<String, Object> license) {
    return "closing".equals(license.get("state"))
        && Instant.now().getEpochSecond() < (Long) license.get("closes");
  }

  /** The licence that is meant by a call of the product; null if none is active. */
  Map<String, Object> find(String arn, String awsAccount) {
    return store.table("licenses").values().stream()
        .map(Json::object)
        .filter(Licenses::isActive)
        .filter(row -> arn.isEmpty() || arn.equals(row.get("arn")))
        .filter(row -> !arn.isEmpty() || awsAccount.equals(row.get("awsAccount")))
        .findFirst()
        .orElse(null);
  }

  /** Takes in an event once; true if usage has to be reported because something ends. */
  boolean hear(Object event) {
    // Copies of an event differ in their envelope only.
    var request = Json.text(event, "detail", "requestId");
    var identity = request.isEmpty() ? Json.text(event, "id") : request;
    if (store.table("events").putIfAbsent(identity, Json.text(event, "time")) != null) return false;
    var time = Instant.parse(Json.text(event, "time")).getEpochSecond();
    var ends = false;
    switch (Json.text(event, "detail-type").split(" - ")[0]) {
      case "License Updated" -> activate(learn(event), time);
      case "License Deprovisioned" -> ends = close(learn(event), time);
      case "Purchase Agreement Ended" -> ends = endAgreement(event, time);
      default -> {}
    }
    store.save();
    return ends;
  }

  private Map<String, Object> learn(Object event) {
    var row =
        register(
            Json.text(event, "detail", "license", "arn"),
            Json.text(event, "detail", "acceptor", "accountId"));
    row.put("agreement", Json.text(event, "detail", "agreement", "id"));
    return row;
  }

  private boolean endAgreement(Object event, long time) {
    // RENEWED and REPLACED agreements continue under another licence.
    var status = Json.text(event, "detail", "agreement", "status");
    if (!Set.of("CANCELLED", "EXPIRED", "TERMINATED").contains(status)) return false;
    var agreement = Json.text(event, "detail", "agreement", "id");
    var ends = false;
    for (var each : store.table("licenses").values()) {
      var row = Json.object(each);
      if (agreement.equals(row.get("agreement"))) ends |= close(row, time);
    }
    return ends;
  }

  private static void activate(Map<String, Object> row, long time) {
    if (time <= (Long) row.get("changed")) return;
    row.put("state", "active");
    row.put("changed", time);
  }

  private static boolean close(Map<String, Object> row, long time) {
    if (time < (Long) row.get("changed")) return false;
    // Agreement and licence both tell of the end; the hour counts from the first.
    if (!"closing".equals(row.get("state"))) row.put("closes", time + FINAL_HOUR);
    row.put("state", "closing");
    row.put("changed", time);
    return true;
  }
}

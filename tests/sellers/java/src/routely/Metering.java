package routely;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts usage by the hour, and reports it to AWS Marketplace. */
final class Metering {
  private static final long HOUR = 3600;
  private static final int BATCH = 25;

  /** A single record can make AWS refuse the whole call with one of these. */
  private static final Set<String> BAD_RECORD =
      Set.of(
          "InvalidCustomerIdentifierException",
          "InvalidLicenseException",
          "InvalidUsageDimensionException",
          "TimestampOutOfBoundsException");

  private final Store store;
  private final Aws aws;
  private final Object oneRun = new Object();

  Metering(Store store, Aws aws) {
    this.store = store;
    this.aws = aws;
  }

  private static String key(Object license, Object dimension, Object hour) {
    return license + " " + dimension + " " + hour;
  }

  private static boolean isReported(Map<String, Object> row) {
    return !row.isEmpty() && !row.get("state").equals("open");
  }

  void count(String license, String dimension, long quantity) {
    var now = Instant.now().getEpochSecond();
    var hour = now - now % HOUR;
    // An hour that has been reported takes no more; the next one does.
    while (isReported(store.row("usage", key(license, dimension, hour)))) hour += HOUR;
    var key = key(license, dimension, hour);
    var row = store.row("usage", key);
    if (row.isEmpty()) {
      row = new LinkedHashMap<>();
      row.put("license", license);
      row.put("dimension", dimension);
      row.put("hour", hour);
      row.put("quantity", 0L);
      row.put("state", "open");
      store.table("usage").put(key, row);
    }
    row.put("quantity", (Long) row.get("quantity") + quantity);
    row.put("lastUse", Math.max(now, hour));
    store.save();
  }

  /** Reports what is due; the number of records. */
  int run() throws InterruptedException {
    synchronized (oneRun) {
      var due = seal();
      for (var from = 0; from < due.size(); from += BATCH) {
        submit(due.subList(from, Math.min(from + BATCH, due.size())));
      }
      return due.size();
    }
  }

  private List<Map<String, Object>> seal() {
    synchronized (store) {
      var due = new ArrayList<Map<String, Object>>();
      for (var each : store.table("usage").values()) {
        var row = Json.object(each);
        if (!isDue(row)) continue;
        // Kept before it is sent, so that a repeat can only be the same.
        row.put("state", "sent");
        due.add(row);
      }
      store.save();
      return due;
    }
  }

  private boolean isDue(Map<String, Object> row) {
    if (!row.get("state").equals("open")) return row.get("state").equals("sent");
    var license = store.row("licenses", (String) row.get("license"));
    var isOver = (Long) row.get("hour") + HOUR <= Instant.now().getEpochSecond();
    return Licenses.isClosing(license) || Licenses.isActive(license) && isOver;
  }

  private Map<String, Object> toRecord(Map<String, Object> row) {
    var license = store.row("licenses", (String) row.get("license"));
    return Map.of(
        "LicenseArn", row.get("license"),
        "CustomerAWSAccountId", license.get("awsAccount"),
        "Dimension", row.get("dimension"),
        "Quantity", row.get("quantity"),
        "Timestamp", row.get("lastUse"));
  }

  private void submit(List<Map<String, Object>> rows) throws InterruptedException {
    List<Map<String, Object>> records;
    synchronized (store) {
      records = rows.stream().map(this::toRecord).toList();
    }
    try {
      settle(rows, aws.call("BatchMeterUsage", Map.of("UsageRecords", records)));
    } catch (Aws.Refused refused) {
      if (!BAD_RECORD.contains(refused.code)) {
        System.err.println("metering is put off: " + refused.getMessage());
      } else if (rows.size() == 1) {
        settle(rows.get(0), refused.code);
      } else {
        var middle = rows.size() / 2;
        submit(rows.subList(0, middle));
        submit(rows.subList(middle, rows.size()));
      }
    } catch (IOException broken) {
      System.err.println("metering is put off: " + broken);
    }
  }

  private void settle(List<Map<String, Object>> rows, Map<String, Object> answer) {
    for (var row : rows) settle(row, "Success");
    for (var result : Json.list(answer.get("Results"))) {
      var status = Json.text(result, "Status");
      if (status.equals("Success")) continue;
      var record = Json.object(Json.object(result).get("UsageRecord"));
      var time = ((Number) record.get("Timestamp")).longValue();
      var key = key(record.get("LicenseArn"), record.get("Dimension"), time - time % HOUR);
      synchronized (store) {
        settle(store.row("usage", key), status);
      }
    }
  }

  private void settle(Map<String, Object> row, String status) {
    synchronized (store) {
      row.put("state", status.equals("Success") ? "billed" : "refused");
      store.save();
    }
    if (!status.equals("Success")) System.err.println("not billed, " + status + ": " + row);
  }
}

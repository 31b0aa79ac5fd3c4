package routely;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Routely remembers: tables of rows by key, in a JSON file. Callers hold its monitor. */
final class Store {
  private final Path file;
  private final Map<String, Object> tables;

  Store(Path file) throws IOException {
    this.file = file;
    tables =
        Files.exists(file)
            ? Json.object(Json.parse(Files.readString(file)))
            : new LinkedHashMap<>();
  }

  Map<String, Object> table(String name) {
    return Json.object(tables.computeIfAbsent(name, n -> new LinkedHashMap<>()));
  }

  Map<String, Object> row(String table, String key) {
    return Json.object(table(table).get(key));
  }

  void save() {
    try {
      var fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, Json.write(tables));
      // The old file is there until the new one is whole.
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

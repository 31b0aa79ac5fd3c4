package routely;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, numbers (long or double), booleans and null. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    var parser = new Json(text);
    var value = parser.value();
    parser.blanks();
    if (parser.at < text.length()) throw parser.wrong();
    return value;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return value instanceof List<?> list ? (List<Object>) list : List.of();
  }

  /** What a path of member names leads to, as a text; empty if there is nothing. */
  static String text(Object value, String... path) {
    for (var name : path) value = object(value).get(name);
    return value == null ? "" : value.toString();
  }

  static String write(Object value) {
    var out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, Object value) {
    if (value instanceof Map<?, ?> map) {
      var separator = "{";
      for (var entry : map.entrySet()) {
        out.append(separator);
        quote(out, entry.getKey().toString());
        out.append(':');
        write(out, entry.getValue());
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      var separator = "[";
      for (var item : list) {
        out.append(separator);
        write(out, item);
        separator = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      quote(out, string);
    } else {
      out.append(value);
    }
  }

  private static void quote(StringBuilder out, String string) {
    out.append('"');
    for (var c : string.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    out.append('"');
  }

  private Object value() {
    blanks();
    if (at == text.length()) throw wrong();
    return switch (text.charAt(at)) {
      case '{' -> members();
      case '[' -> items();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> members() {
    var map = new LinkedHashMap<String, Object>();
    at++;
    if (next('}')) return map;
    do {
      blanks();
      var name = string();
      if (!next(':')) throw wrong();
      map.put(name, value());
    } while (next(','));
    if (!next('}')) throw wrong();
    return map;
  }

  private List<Object> items() {
    var list = new ArrayList<>();
    at++;
    if (next(']')) return list;
    do list.add(value());
    while (next(','));
    if (!next(']')) throw wrong();
    return list;
  }

  private String string() {
    if (at >= text.length() || text.charAt(at++) != '"') throw wrong();
    var out = new StringBuilder();
    while (at < text.length()) {
      var c = text.charAt(at++);
      if (c == '"') return out.toString();
      out.append(c == '\\' ? escaped() : c);
    }
    throw wrong();
  }

  private char escaped() {
    if (at == text.length()) throw wrong();
    var c = text.charAt(at++);
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) throw wrong();
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> c;
    };
  }

  private Object number() {
    var start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
    var digits = text.substring(start, at);
    if (digits.isEmpty()) throw wrong();
    if (digits.matches("-?\\d+")) return Long.valueOf(digits);
    return Double.valueOf(digits);
  }

  private Object word(String word, Object meaning) {
    if (!text.startsWith(word, at)) throw wrong();
    at += word.length();
    return meaning;
  }

  private boolean next(char c) {
    blanks();
    if (at == text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("not JSON, at character " + at);
  }
}

#include "souk/url.h"

#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

TEST(ClientUrl, ReadsThePartsOfAnAddress) {
  const auto url = parse_url("HTTPS://Sns.US-east-1.amazonaws.com/a%2Fb?x=1#top").value();

  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.host, "sns.us-east-1.amazonaws.com");
  EXPECT_EQ(url.port, 443);
  EXPECT_EQ(url.target, "/a%2Fb?x=1");
  EXPECT_EQ(url.path(), "/a%2Fb");
  EXPECT_EQ(url.authority(), "sns.us-east-1.amazonaws.com");
}

TEST(ClientUrl, KeepsAPortThatIsNotTheSchemesOwn) {
  EXPECT_EQ(parse_url("http://localhost:8080")->text(), "http://localhost:8080/");
  EXPECT_EQ(parse_url("http://localhost:80/")->authority(), "localhost");
  EXPECT_EQ(parse_url("http://[::1]:8080/x")->host, "::1");
  EXPECT_EQ(parse_url("http://[::1]:8080/x")->authority(), "[::1]:8080");
  EXPECT_EQ(parse_url("http://host?a=b")->target, "/?a=b");
}

TEST(ClientUrl, RefusesWhatItCannotReach) {
  for (const auto* text :
       {"", "host/path", "ftp://host/", "http://", "http://:80/", "http://h:0/", "http://h:70000/",
        "http://h:8x/", "http://h /", "http://h/\r\nX: 1", "http://user@host/", "http://[::1/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(ClientUrl, EncodesEverythingButTheUnreserved) {
  EXPECT_EQ(percent_encode("aZ9-._~ +/=\xE1"), "aZ9-._~%20%2B%2F%3D%E1");
  EXPECT_EQ(percent_decode("a%2Bb%2fc+%zz%2"), "a+b/c+%zz%2");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
}

TEST(ClientUrl, DecodesFormsExactlyOnce) {
  const auto fields = parse_form("token=AbC%2Bd%252Fe%3D%3D&empty=&bare&a=1=2");

  EXPECT_EQ(form_value(fields, "token"), "AbC+d%2Fe==");
  EXPECT_EQ(form_value(fields, "empty"), "");
  EXPECT_EQ(form_value(fields, "bare"), "");
  EXPECT_EQ(form_value(fields, "a"), "1=2");
  EXPECT_FALSE(form_value(fields, "missing"));
}

TEST(ClientUrl, ReadsBackTheFormsItWrites) {
  const FormFields fields{{"x-amzn-marketplace-token", "a+b/c=="}, {"name", "Ann & Söhne"}};

  EXPECT_EQ(parse_form(form_encode(fields)), fields);
}

}  // namespace
}  // namespace souk::client

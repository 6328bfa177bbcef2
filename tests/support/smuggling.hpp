// Requests that two readers of HTTP could take for different ones, or that are no request at all. Each is to be refused, answered
// once and followed by the end of the connection.
#pragma once

#include <string>
#include <vector>

namespace millrace::test {

struct Smuggled {
  std::string what;
  std::string bytes;
};

inline std::vector<Smuggled> smuggling_corpus() {
  std::vector<Smuggled> all;
  const std::string next = "GET /admin HTTP/1.1\r\nHost: h\r\n\r\n";      // what a smuggler hides
  const auto raw = [&](std::string what, std::string bytes) { all.push_back({std::move(what), std::move(bytes)}); };
  const auto fields = [&](const std::string& lines, const std::string& body = "0\r\n\r\n") {
    raw(lines, "POST /m HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n" + body + next);
  };
  const auto target = [&](const std::string& t) { raw(t, "GET " + t + " HTTP/1.1\r\nHost: h\r\n\r\n" + next); };
  const auto line = [&](const std::string& l) { raw(l, l + "\r\nHost: h\r\n\r\n" + next); };

  // Transfer-Encoding: only one `chunked`, spelt one way, alone.
  for (const char* value : {"gzip", "identity", "chunked, identity", "identity, chunked", "gzip, chunked", "chunked, chunked", "chunked,", ",chunked", "xchunked",
                            "chunkedx", "chunk", "\"chunked\"", "'chunked'", "chunked;q=1", "chunked; a=b", "chunked\x0b", "\x0b" "chunked", "chunked\x0c", "x", "",
                            "chun ked", "chunked chunked", "chunked\x01", "chunked\x7f", "deflate", "compress", "x-gzip", "trailers", "chunked=1", "(chunked)", "[chunked]"})
    fields("Transfer-Encoding: " + std::string(value) + "\r\n");
  fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
  fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
  fields("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n");
  fields("Transfer-Encoding: chunked\r\ntransfer-encoding: x\r\n");
  for (const char* name : {"Transfer-Encoding ", "Transfer-Encoding\t", " Transfer-Encoding", "\tTransfer-Encoding", "Transfer_Encoding", "Transfer Encoding",
                           "Transfer-Encoding\x0b", "Transfer-Encoding\x01", "\x01Transfer-Encoding", "Transfer-Encoding\xc2\xa0", "X: x\nTransfer-Encoding", "X: x\rTransfer-Encoding"})
    fields(std::string(name) + ": chunked\r\n");
  fields("Transfer-Encoding:\r\n chunked\r\n");
  fields("Transfer-Encoding:\n chunked\r\n");
  fields("Transfer-Encoding: chunked\r\n , identity\r\n");
  fields("Transfer-Encoding: chunked\nContent-Length: 5\r\n");
  // both framings
  fields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
  fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
  fields("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n");
  fields("content-length: 5\r\ntransfer-encoding: CHUNKED\r\n");
  fields("Content-Length: 5\r\nX: y\r\nTransfer-Encoding: chunked\r\n");

  // Content-Length: one, digits.
  for (const char* value : {"2,2", "2, 2", "2 2", "+2", "-2", "2.0", "2e0", "0x2", "two", "", " ", "2;", "2\x0b", "\x0b" "2", "2\x01", "2_0", "\"2\"", "2,", ",2", "٢",
                            "9999999999999999", "18446744073709551616", "18446744073709551618", "99999999999999999999999999", "2 ,2", "2\t2", "-0", "+0", "0 0", "1 ", "NaN"})
    if (std::string(value) != "1 ") fields("Content-Length: " + std::string(value) + "\r\n", "xx");
  fields("Content-Length: 2\r\nContent-Length: 2\r\n", "xx");
  fields("Content-Length: 2\r\nContent-Length: 3\r\n", "xx");
  fields("Content-Length: 2\r\ncontent-length: 0\r\n", "xx");
  fields("Content-Length: 0\r\nContent-Length: 44\r\n", "");
  for (const char* name : {"Content-Length ", "Content-Length\t", " Content-Length", "Content_Length", "Content Length", "Content-Length\x0b", "X: x\nContent-Length"})
    fields(std::string(name) + ": 2\r\n", "xx");
  fields("Content-Length: 2\r\n 3\r\n", "xx");

  // Fields that are none.
  for (const char* l : {"NoColon\r\n", ": empty\r\n", "Bad Name: x\r\n", "Bad(Name): x\r\n", "Bad,Name: x\r\n", "Bad/Name: x\r\n", "Bad@Name: x\r\n", "Bad[0]: x\r\n", "B\xc3\xa4" "d: x\r\n",
                        "X: a\x01" "b\r\n", "X: a\x7f" "b\r\n", "X: a\rb\r\n", "X: a\r\r\n", "X: y\r\n folded\r\n", "X: y\r\n\tfolded\r\n", "Trailer: Authorization\r\n", "X: y\n\r\n", "\rX: y\r\n",
                        "\"X\": y\r\n", "X{}: y\r\n", "X\\: y\r\n", "X=1: y\r\n", "X;: y\r\n", "X?: y\r\n", "<X>: y\r\n"})
    fields(l, "");
  fields(std::string("X: a\0b\r\n", 8), "");
  fields(std::string("X\0: b\r\n", 7), "");

  // Host: one, and a host.
  raw("no host", "GET / HTTP/1.1\r\n\r\n" + next);
  raw("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + next);
  raw("two equal hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n" + next);
  raw("folded first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n" + next);
  for (const char* host : {"", " ", "a b", "a,b", "a/b", "a@b", "user:pass@h", "http://h", "h:", "h:99999", "h:-1", "h:80:80", "h:80x", "[::1", "::1", "[]", "[g::1]", "[::1]x", "h#f", "h?q",
                           "h%41", "h\\b", "h\x01", "*", "h;x", "(h)"})
    raw("Host: " + std::string(host), "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n" + next);

  // Request lines that are none.
  for (const char* l : {"GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET /  HTTP/1.1", "GET\t/\tHTTP/1.1", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / HTTP/0.9",
                        "GET / http/1.1", "GET / HTTP/1", "GET / HTTP/1.10", "GET / HTTP/11", "GET / HTTP/1.1x", "GET / HTTP", "GET / XTTP/1.1", "get / HTTP/1.1", "Get / HTTP/1.1",
                        "CONNECT h:443 HTTP/1.1", "CONNECT / HTTP/1.1", "PRI * HTTP/2.0", "TRACK / HTTP/1.1", "FOO / HTTP/1.1", "GETT / HTTP/1.1", "G\x01T / HTTP/1.1", "POST/ HTTP/1.1", "/ HTTP/1.1",
                        "GET / a HTTP/1.1", "", "\x16\x03\x01\x02", "GET / HTTP/1.0", "GET / HTTP/1.1\rX: y", "PROPFIND / HTTP/1.1"})
    line(l);
  raw("HTTP/1.0 with chunks", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next);
  raw("bare line feeds", "GET / HTTP/1.1\nHost: h\n\n" + next);
  raw("bare line feed at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n" + next);
  raw("empty line first", "\r\n" + next);
  raw("line feed first", "\n" + next);

  // Targets.
  for (const char* t : {"*", "http://h/", "https://evil/", "h:443", "//\\evil", "/a/../b", "/..", "/../etc/passwd", "/a/..", "/./a", "/a/.", "/%2e%2e/b", "/%2E%2e", "/.%2e/b", "/a/%2e", "/a%2fb", "/a%2Fb",
                        "/a%5cb", "/a\\b", "/%00", "/a%00b", "/a%0ab", "/a%0d%0ab", "/a%7f", "/a%", "/a%4", "/a%zz", "/%c0%af", "/%ff", "/%ed%a0%80", "/%f4%90%80%80", "/%e0%80%af", "/%c3", "/a#b", "/\xc3\xa4",
                        "/a\x01", "/a\x7f", "/a?x=%", "/a?x=%0", "/a?x=%00", "/a?%00=x", "/a?x=%ff", "/a?x=\xff", "/a?x=%c0%80", "a", "?x", "/a%2f..%2fb"})
    target(t);
  target("/" + std::string(4 * 1024, 'a'));

  // Bounds.
  std::string many;
  for (int i = 0; i < 64; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  fields(many, "");
  fields("X: " + std::string(9000, 'x') + "\r\n", "");
  raw("a line that never ends", std::string(20000, 'G'));

  // Bodies that are not framed as announced.
  for (const char* body : {"x\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n", "5 ;a\r\nhello\r\n0\r\n\r\n",
                           "0x5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "5_\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n", "FFFFFFFFFFFFFFFFF\r\nhello\r\n", "5\r\nhello!\r\n0\r\n\r\n",
                           "FFFFFFFFFFFFFFFF\r\nhello\r\n", "0\r\nAuthorization: Bearer x\r\n\r\n", "0\r\nX: y\r\n\r\n", "5\r\nhello\r\n0\r\nContent-Length: 44\r\n\r\n", "0\r\nHost: evil\r\n\r\n",
                           "0\r\n folded\r\n\r\n", "0;a=b\r\n\r\n", "5\r\nhello\r\n0;x\r\n\r\n", "0\rX\n\r\n", "g\r\n"})
    raw("chunked body " + std::string(body), "POST /m HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body) + next);
  raw("a chunk extension without end", "POST /m HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(40000, 'a'));
  raw("trailers without end", "POST /m HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(40000, 'a'));
  return all;
}

}  // namespace millrace::test

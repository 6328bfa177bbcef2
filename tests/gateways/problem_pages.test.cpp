#include "gateways/core/problem_pages.hpp"

#include <doctest/doctest.h>

#include "gateways/core/html.hpp"
#include "gateways/core/http.hpp"

namespace millrace {

namespace {
const std::vector<Rule> some{{"talk.over", Kind::conflict, "It is over & done with <b>.", "Begin `another` one."}, {"cup.too_full", Kind::limit, "No more fits in."}};
}

TEST_CASE("problem pages: one for each code and one over all, in the order of their codes") {
  const auto pages = problem_pages(some);
  REQUIRE(pages.size() == 3);
  CHECK(pages[0].pattern == "/problems");
  CHECK(pages[1].pattern == "/problems/cup.too_full");
  CHECK(pages[2].pattern == "/problems/talk.over");
  CHECK(pages[2].page()->body == R"({"type":"/problems/talk.over","title":"It is over & done with <b>.","status":409,"remedy":"Begin `another` one."})");
  CHECK(pages[0].page()->body == "{\"items\":[" + pages[1].page()->body + "," + pages[2].page()->body + "]}");
}

TEST_CASE("problem pages: they say what it means and how to mend it, in HTML that nothing gets out of") {
  const auto pages = problem_pages(some);
  CHECK(pages[2].page()->html.find("<h1>It is over &amp; done with &lt;b&gt;.</h1>") != std::string::npos);
  CHECK(pages[2].page()->html.find("<p>Begin <code>another</code> one.</p>") != std::string::npos);
  CHECK(pages[2].page()->html.find("409 Conflict") != std::string::npos);
  CHECK(pages[0].page()->html.find("<a href=\"/problems/talk.over\">") != std::string::npos);
  CHECK(pages[1].page()->html.find("Retry-After") != std::string::npos);   // true of every limit
  for (const auto& route : pages) {
    const auto& page = *route.page();
    CHECK(page.html.starts_with("<!doctype html>"));
    CHECK(page.html.find("<script") == std::string::npos);
    CHECK(page.html.find("<b>") == std::string::npos);
  }
  CHECK(escaped(R"(<a href="x" title='y'>&)") == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
}

TEST_CASE("who accepts JSON rather than HTML gets it; everybody else a page") {
  for (const auto* accept : {"application/json", "application/problem+json", "text/html;q=0.5, application/json", "application/*", "text/html;q=0,*/*;q=0.1",
                             "application/json;q=0.4, text/*;q=0.3"}) {
    CAPTURE(accept);
    CHECK(prefers_json(accept));
  }
  for (const auto* accept : {"", "*/*", "text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json;q=0.5,text/html",
                             "application/json;q=0", ",;,;q=", "image/png"}) {
    CAPTURE(accept);
    CHECK_FALSE(prefers_json(accept));
  }
}

}  // namespace millrace

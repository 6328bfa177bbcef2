// simulate [SEEDS] [--seed FIRST]    that many runs, from that seed on, judged; 2,000 from 1 on unless told otherwise
// simulate --mutations [SEEDS]       every kept mutation, or the one after --with, until a run catches it, at most so many runs each
// simulate --trace SEED [--with M]   one run with the end of its trace, perhaps with a mutation
// Prints lines `ok - …` and `not ok - …`; exits 1 when there is one of the latter. A seed that fails is named with what is wrong.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>

#include "tests/simulation/judge.hpp"
#include "tests/simulation/mutation.hpp"
#include "tests/simulation/people.hpp"

namespace millrace::simulation {

namespace {

constexpr int jobs = 2;
constexpr std::size_t trace_end = 200;

struct Run {
  Figures figures;
  std::uint64_t digest = 0;
  std::vector<std::string> violations;
  std::deque<std::string> lines;
};

Run run(std::uint64_t seed, std::size_t lines_kept = 0) {
  Run result;
  Town town{seed, lines_kept};
  try {
    town.run();
    result.digest = town.trace.digest();
    result.figures = Judge{town}.judge();
  } catch (const std::exception& e) {
    town.violation(std::string("it breaks off: ") + e.what());
  }
  result.violations = town.violations;
  result.lines = town.trace.lines();
  return result;
}

// What several processes found, each in every so-many-th run. Sums, and the first seed that failed.
struct Found {
  Figures figures;
  std::uint64_t runs = 0, failed = 0, first_failed = 0, digests = 0;
  std::uint64_t lost = 0, duplicated = 0, diverged = 0;      // violations, by what they begin with; the last: every other one
};
Found in_parallel(const std::function<Found(int job)>& what) {
  std::vector<std::pair<pid_t, int>> children;
  std::fflush(stdout);
  for (int job = 0; job < jobs; ++job) {
    int pipe_ends[2];
    if (pipe(pipe_ends)) std::abort();
    if (const auto child = fork()) {
      ::close(pipe_ends[1]);
      children.emplace_back(child, pipe_ends[0]);
      continue;
    }
    const auto found = what(job);
    std::_Exit(::write(pipe_ends[1], &found, sizeof found) == sizeof found ? 0 : 1);
  }
  Found all;
  for (const auto& [child, end] : children) {
    Found one;
    const bool whole = ::read(end, &one, sizeof one) == sizeof one;
    ::close(end);
    int status = 0;
    waitpid(child, &status, 0);
    if (!whole || status) one = {{}, 0, 1, 0, 0};            // it did not live to tell
    all.figures.add(one.figures);
    all.runs += one.runs;
    all.failed += one.failed;
    all.digests ^= one.digests;
    all.lost += one.lost;
    all.duplicated += one.duplicated;
    all.diverged += one.diverged;
    if (one.failed && (!all.first_failed || one.first_failed < all.first_failed)) all.first_failed = one.first_failed;
  }
  return all;
}

void show(std::uint64_t seed) {
  const auto r = run(seed, trace_end);
  for (const auto& line : r.lines) fmt::print("{}\n", line);
  for (const auto& violation : r.violations) fmt::print("seed {}: {}\n", seed, violation);
  fmt::print("seed {}: {} violations, digest {:016x}\n", seed, r.violations.size(), r.digest);
}

bool said(bool good, const std::string& name) {
  fmt::print("{} - {}\n", good ? "ok" : "not ok", name);
  std::fflush(stdout);
  return good;
}

Found judged(std::uint64_t first, std::uint64_t seeds) {
  return in_parallel([=](int job) {
    Found found;
    for (auto seed = first + static_cast<std::uint64_t>(job); seed < first + seeds; seed += jobs) {
      const auto r = run(seed);
      found.figures.add(r.figures);
      found.digests ^= r.digest * (2 * seed + 1);
      ++found.runs;
      for (const auto& v : r.violations) ++(v.starts_with("lost") ? found.lost : v.starts_with("duplicated") ? found.duplicated : found.diverged);
      if (r.violations.empty()) continue;
      if (!found.failed++) found.first_failed = seed;
      if (mutation.empty()) fmt::print(stderr, "seed {}: {}\n", seed, r.violations.front());
    }
    return found;
  });
}

bool runs(std::uint64_t first, std::uint64_t seeds) {
  const auto all = judged(first, seeds);
  const auto& f = all.figures;
  if (all.failed) show(all.first_failed);
  fmt::print("simulated: runs={} commands={} acked={} replayed={} refused={} records={} rejected={} handoffs={} timers={} letters={} looks={} publications={} "
             "violations={} lost={} duplicated={} diverged={} digest={:016x} seed={}\n", all.runs, f.commands, f.acked, f.replayed, f.refused, f.accepted, f.rejected, f.handoffs, f.timers, f.letters,
             f.looks, f.publications, all.failed, all.lost, all.duplicated, all.diverged, all.digests, first);
  bool good = said(!all.failed && all.runs == seeds, fmt::format("{} runs: nothing acknowledged is lost, done twice, reordered, or seen otherwise", seeds));
  const auto again = std::min<std::uint64_t>(seeds, 20);
  good &= said(judged(first, again).digests == judged(first, again).digests, "the same seed, the same trace");
  return good;
}

bool mutations(std::uint64_t most) {
  bool good = true;
  for (const auto only = mutation; const auto& kept : kept_mutations()) {
    if (!only.empty() && only != kept.name) continue;
    mutation = kept.name;
    auto caught = judged(kept.seed, 1);
    if (!caught.failed) caught = in_parallel([=](int job) {
      Found found;
      for (auto seed = 1 + static_cast<std::uint64_t>(job); seed <= most && !found.failed; seed += jobs, ++found.runs)
        if (!run(seed).violations.empty()) found = {{}, found.runs, 1, seed, 0};
      return found;
    });
    good &= said(caught.failed, fmt::format("{} is caught ({}; by seed {})", kept.name, kept.what, caught.first_failed));
  }
  mutation = {};
  return good;
}

}  // namespace

}  // namespace millrace::simulation

int main(int argc, char** argv) {
  using namespace millrace::simulation;
  std::uint64_t seeds = 0, first = 1, trace = 0;
  bool all_mutations = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const bool more = i + 1 < argc;
    if (option == "--seed" && more) first = std::stoull(argv[++i]);
    else if (option == "--trace" && more) trace = std::stoull(argv[++i]);
    else if (option == "--with" && more) mutation = argv[++i];
    else if (option == "--mutations") all_mutations = true;
    else if (option.find_first_not_of("0123456789") == option.npos && !option.empty()) seeds = std::stoull(argv[i]);
    else return fmt::print(stderr, "simulate: unknown option '{}'\n", option), 2;
  }
  if (trace) return show(trace), 0;
  return (all_mutations ? mutations(seeds ? seeds : 5000) : runs(first, seeds ? seeds : 2000)) ? 0 : 1;
}

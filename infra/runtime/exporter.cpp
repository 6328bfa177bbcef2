#include "infra/runtime/exporter.hpp"

#include <fmt/format.h>

#include <fstream>
#include <future>

#include "commands/inbox/privacy/asks.hpp"
#include "projections/core/row_json.hpp"
#include "projections/identity/businesses.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/inbox/messages.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr auto look_again = std::chrono::milliseconds{250};
constexpr auto look_for_old = std::chrono::minutes{5};
constexpr std::size_t rows_a_page = 500, jobs_at_once = 16;

// Every row of a list, page by page.
template <class F>
void each(const Reader& reader, const Uuid& tenant, std::string_view index, const std::string& prefix, const std::function<void(const Reader::Listed&)>& what) {
  Reader::Page at{prefix, {}, false, rows_a_page};
  while (true) {
    const auto rows = reader.list(lookup_of<F>(), index, tenant, at);
    for (const auto& row : rows) what(row);
    if (rows.size() < rows_a_page) return;
    at.after = rows.back().place;
  }
}

// Written as it is read: only one row is in memory.
class ExportWriter {
 public:
  ExportWriter(const Reader& reader, const Uuid& tenant, std::ofstream& out) : reader_(reader), tenant_(tenant), out_(out) {}

  // The rows of a list as a member of the object at hand; `more` adds members to each.
  template <class F>
  void list(std::string_view name, std::string_view index, const std::string& prefix, const std::function<void(const typename F::Row&)>& more = {}) {
    out_ << ",\"" << name << "\":[";
    bool first = true;
    each<F>(reader_, tenant_, index, prefix, [&](const Reader::Listed& listed) {
      if (!std::exchange(first, false)) out_ << ',';
      row(*static_cast<const typename F::Row*>(listed.row.row.get()), listed.row.stamp, more);
    });
    out_ << ']';
  }
  template <class Row>
  void row(const Row& row, const Stamp& stamp, const std::function<void(const Row&)>& more = {}) {
    auto json = row_json(row, stamp);
    ++things_;
    if (!more) {
      out_ << json;
      return;
    }
    json.pop_back();
    out_ << json;
    more(row);
    out_ << '}';
  }
  void customer(const customer::CustomerRow& c, const Stamp& stamp) {
    const std::string whose(c.id.value.raw());
    row<customer::CustomerRow>(c, stamp, [&](const auto&) {
      list<privacy::Consents>("consents", privacy::Consents::by_customer, whose);
      list<customer::CustomerNotes>("notes", customer::CustomerNotes::by_customer, whose);
      list<conversation::Conversations>("conversations", conversation::Conversations::by_customer, whose, [&](const conversation::ConversationRow& talk) {
        list<message::Messages>("messages", message::Messages::thread, std::string(talk.id.value.raw()));
      });
    });
  }
  std::int64_t things() const { return things_; }

 private:
  const Reader& reader_;
  const Uuid tenant_;
  std::ofstream& out_;
  std::int64_t things_ = 0;
};

}  // namespace

Exporter::Exporter(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

Exporter::~Exporter() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Exporter::run() {
  while (true) {
    {
      std::unique_lock lock{mutex_};
      if (wake_.wait_for(lock, look_again, [this] { return stopping_; })) return;
    }
    try {
      if (!parts_.mill.serving()) continue;
      remove_old(parts_.services.now());
      const auto running = parts_.mill.snapshot()->list(lookup_of<privacy::Exports>(), privacy::Exports::running, {}, {{}, {}, false, jobs_at_once});
      for (const auto& listed : running) {
        const auto tenant = uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32));   // then the row's key
        const auto& row = *static_cast<const privacy::ExportRow*>(listed.row.row.get());
        if (told_.contains(row.id.value) || !parts_.mill.owns(partition_of(tenant))) continue;
        make(tenant, row);
      }
      said_.clear();
    } catch (const std::exception& e) {
      if (said_ != e.what()) parts_.log(fmt::format("an export waits: {}", e.what()));
      said_ = e.what();
    }
  }
}

// From a snapshot of then: whoever was erased before has his texts in none, and the file of an earlier one goes.
void Exporter::make(const Uuid& tenant, const privacy::ExportRow& row) {
  const std::lock_guard making{making_};
  const auto snapshot = parts_.mill.snapshot();
  const auto& reader = *snapshot;
  const auto path = path_of(tenant, row.id.value);
  const auto draft = fs::path(path) += ".new";
  fs::create_directories(path.parent_path());
  for (const auto& private_one : {parts_.directory, path.parent_path()}) fs::permissions(private_one, fs::perms::owner_all);
  std::int64_t things = 0;
  {
    std::ofstream out;
    out.exceptions(std::ios::failbit | std::ios::badbit);
    out.open(draft, std::ios::trunc | std::ios::binary);
    ExportWriter writing{reader, tenant, out};
    Progress progress{0, row.customer_id ? 1 : 0};
    const auto say = [&] {
      const std::lock_guard lock{progress_mutex_};
      progress_[row.id.value] = progress;
    };
    out << "{\"id\":\"" << to_string(row.id) << "\",\"kind\":\"" << (row.customer_id ? "customer" : "business") << "\",\"business_id\":\"" << to_string(tenant)
        << "\",\"made_at\":\"" << to_rfc3339(parts_.services.now()) << "\",\"position\":" << reader.offset(partition_of(tenant));
    if (!row.customer_id) {
      if (const auto business = reader.row(lookup_of<business::Businesses>(), tenant, Key(tenant))) {
        out << ",\"business\":";
        writing.row(*static_cast<const business::BusinessRow*>(business->row.get()), business->stamp);
      }
      writing.list<member::Members>("members", member::Members::team, {});
      each<customer::Customers>(reader, tenant, customer::Customers::all, {}, [&](const auto&) { ++progress.total; });
    }
    say();
    out << ",\"customers\":[";
    const auto one = [&](const StampedRow& stored) {
      if (progress.done++) out << ',';
      writing.customer(*static_cast<const customer::CustomerRow*>(stored.row.get()), stored.stamp);
      say();
    };
    if (!row.customer_id) each<customer::Customers>(reader, tenant, customer::Customers::all, {}, [&](const Reader::Listed& listed) { one(listed.row); });
    else if (const auto stored = reader.row(lookup_of<customer::Customers>(), tenant, Key(*row.customer_id))) one(*stored);
    out << "]}\n";
    out.flush();
    things = writing.things();
  }
  fs::rename(draft, path);
  finish(tenant, row, static_cast<std::int64_t>(fs::file_size(path)), things);
}

void Exporter::finish(const Uuid& tenant, const privacy::ExportRow& row, std::int64_t bytes, std::int64_t things) {
  Command command;
  command.id = uuid_of(raw(sha256("export done", row.id.value.raw())));
  command.fingerprint = sha256(command.id.raw());
  command.tenant = tenant;
  command.principal.kind = PrincipalKind::system;
  command.ask = AnyAsk::of(privacy::FinishExport{row.id, bytes, things, parts_.services.now() + kept});
  std::promise<bool> taken;
  parts_.mill.submit(std::move(command), [&](Outcome outcome) { taken.set_value(std::holds_alternative<Done>(outcome) || std::holds_alternative<Known>(outcome)); });
  if (!taken.get_future().get()) return;                         // at the next look
  told_.insert(row.id.value);
  const std::lock_guard lock{progress_mutex_};
  progress_.erase(row.id.value);
}

// By when they were written.
void Exporter::remove_old(Time now) {
  if (now - removed_old_ < look_for_old) return;
  removed_old_ = now;
  std::error_code no;
  for (const auto& entry : fs::recursive_directory_iterator(parts_.directory, no))
    if (entry.is_regular_file() && fs::file_time_type::clock::now() - entry.last_write_time() > kept) fs::remove(entry.path(), no);
}

fs::path Exporter::path_of(const Uuid& tenant, const Uuid& id) const { return parts_.directory / to_string(tenant) / (to_string(id) + ".json"); }

std::optional<std::string> Exporter::file(const Uuid& tenant, const Uuid& id) const {
  std::ifstream in{path_of(tenant, id), std::ios::binary};
  if (!in) return {};
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

Exporter::Progress Exporter::progress(const Uuid& id) const {
  const std::lock_guard lock{progress_mutex_};
  const auto found = progress_.find(id);
  return found == progress_.end() ? Progress{} : found->second;
}

void Exporter::forget(const Uuid& tenant) {
  const std::lock_guard making{making_};
  fs::remove_all(parts_.directory / to_string(tenant));
}

}  // namespace millrace

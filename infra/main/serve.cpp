#include "infra/main/serve.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <future>
#include <fstream>

#include "gateways/core/openapi.hpp"
#include "gateways/core/problem_pages.hpp"
#include "infra/crypto/access_token.hpp"
#include "infra/crypto/key_file.hpp"
#include "infra/crypto/password.hpp"
#include "infra/crypto/random.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/fido/passkeys.hpp"
#include "infra/kafka/publisher.hpp"
#include "infra/live/sockets.hpp"
#include "infra/oauth/providers.hpp"
#include "infra/main/admin_token.hpp"
#include "infra/main/environment.hpp"
#include "infra/main/journals.hpp"
#include "infra/main/open_files.hpp"
#include "infra/main/operator.hpp"
#include "infra/main/server_backups.hpp"
#include "infra/main/server_heads.hpp"
#include "infra/main/shared_addresses.hpp"
#include "infra/main/urls.hpp"
#include "infra/main/witnesses.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/postgres/sql_reads.hpp"
#include "infra/postgres/sql_runner_thread.hpp"
#include "infra/postgres/subject_texts.hpp"
#include "infra/rocksdb/rocks_key_value.hpp"
#include "infra/runtime/admin.hpp"
#include "infra/runtime/built_pages.hpp"
#include "infra/runtime/eraser.hpp"
#include "infra/runtime/exporter.hpp"
#include "infra/runtime/gateway.hpp"
#include "infra/runtime/house_state.hpp"
#include "infra/runtime/last_words.hpp"
#include "infra/runtime/reactor_thread.hpp"
#include "infra/runtime/telemetry_outlets.hpp"
#include "infra/runtime/webhook_thread.hpp"
#include "infra/segments/journal.hpp"
#include "schemas/json/schema.hpp"
#include "schemas/public/asyncapi.hpp"
#include "schemas/public/event.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

Time wall_clock() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

void make_private(const fs::path& directory) {
  std::error_code no;
  fs::create_directories(directory, no);
  if (no) throw WrongUse(directory.string() + " cannot be made (" + no.message() + "): choose another --data");
  ::chmod(directory.c_str(), 0700);
}

// A start writes keys, fences and what it has folded; below this it would end somewhere in between.
void need_room(const fs::path& data) {
  constexpr std::uintmax_t least = 64 << 20;
  if (std::error_code no; fs::space(data, no).available < least && !no)
    throw std::runtime_error("the disk of " + data.string() + " is full: make room, then start again");
}

std::unique_ptr<oauth::Providers> providers_of(const ServeOptions& o, const WaysOut& ways) {
  if (o.sign_in_providers.empty()) return {};
  try {
    auto all = oauth::read_providers(o.sign_in_providers);
    return o.effects.on() ? std::make_unique<oauth::Providers>(std::move(all), ways.guard, wall_clock) : nullptr;
  } catch (const std::invalid_argument& e) {
    throw WrongUse("--sign-in-providers: " + std::string(e.what()));
  }
}

// Everything that lives as long as the server, in the order in which it is made; it goes in the reverse.
class Server {
 public:
  explicit Server(const ServeOptions& o)
      : options_(o),
        ways_out_(ways_out(o.effects, url_of(o, o.port))),
        sign_in_providers_(providers_of(o, ways_out_)),
        data_(fs::absolute(o.data)),
        metrics_((make_private(data_), need_room(data_), make_private(data_ / "logs"), make_private(data_ / "run"), data_ / "logs" / "millrace.log")),
        backups_(server_backups(o, data_, metrics_)),
        trace_(o.trace ? std::make_unique<Trace>(metrics_) : nullptr),
        ids_(random_, wall_clock),
        vault_((refuse_another_journal(o, data_, [this](const std::string& line) { metrics_.log(line); }), choose_vault(o, data_, random_, metrics_))),
        tokens_({.life = std::chrono::seconds{o.access_token_s}}, {vault_->secret("access tokens")}),
        house_(house()),
        folds_(house_.folds()),
        chosen_((make_private(data_ / "journal"), choose_journal(o, data_, ids_, metrics_, trace_.get(), wall_clock()))),
        incarnation_(chosen_.incarnation),
        services_{*vault_, ids_, wall_clock,
                  [this](std::string_view password) { return hash_password(password, random_); },
                  [](std::string_view phc, std::string_view password) { return verify_password(phc, password); },
                  [this](const Services::SignedIn& who) { return tokens_.sign(who.account, who.session, who.refresh, wall_clock()); },
                  o.access_token_s,
                  [this](std::string_view token) { return verified(token); },
                  [this](const Services::SignedIn& who, std::string_view token) { gateway_->token_used(who, token); },
                  to_string(incarnation_) + ".1",
                  [this](Partition p, Offset o) { return mill_->record(p, o); },
                  [this](Partition p, Offset o) { return mill_->bytes(p, o); }} {
    try {
      start();
    } catch (...) {
      stop();
      throw;
    }
  }
  ~Server() { stop(); }
  unsigned short port() const { return http_->port(); }
  unsigned short admin_port() const { return admin_->port(); }
  const fs::path& data() const { return data_; }

 private:
  void start() {
    keep_environment(options_, data_);
    metrics_.on_error([this](std::string_view message, const TraceContext* of) {
      telemetry_.take({of ? operations::Trouble::request : operations::Trouble::background, std::string(message), {}, of ? std::optional{trace_id(of->trace)} : std::nullopt}, wall_clock());
    });
    if (const auto before = keep_last_words(data_ / "logs"); !before.empty()) metrics_.log_error("the process before said last: " + before);
    services_.epochs = StoreLayout{folds_, house_.projections}.epochs(incarnation_);
    rocks_ = std::make_unique<RocksKeyValue>(RocksKeyValue::Options{.directory = data_ / "rocksdb", .house = StoreLayout::foundation(incarnation_),
                                                                    .of_newer_release = &StoreLayout::of_newer_release});
    if (const auto& why = rocks_->emptied_because(); !why.empty()) metrics_.log("the local store is folded anew from the journal: " + why);
    store_ = std::make_unique<LocalStore>(*rocks_, folds_, house_.projections, wall_clock());
    const auto writer = ids_.next();
    heartbeats_ = choose_heartbeats(options_, writer, metrics_);
    RunningMill::Parts parts{house_, services_, *store_, *rocks_, sockets_, chosen_.open,
                             [this] {
                               if (auto* sql = following_.load()) sql->notify();
                               if (auto* publisher = publishing_.load()) publisher->notify();
                             },
                             [this](const std::string& line) { metrics_.log(line); },
                             endpoint_of(options_), writer,
                             [this](const Uuid& owner) { return heartbeats_ && heartbeats_->silent(owner); }};
    parts.log_trouble = [this](Miller::Trouble trouble, const std::string& line) {
      metrics_.log(line);
      telemetry_.take({trouble == Miller::Trouble::partition ? operations::Trouble::partition : operations::Trouble::projection, line}, wall_clock());
    };
    parts.trace = trace_.get();
    mill_ = std::make_unique<RunningMill>(std::move(parts));
    remember_postgres(data_, options_.postgres);
    if (!options_.postgres.empty()) follow(options_.postgres);
    if (options_.journal == "kafka") publish();
    state_ = std::make_unique<RunningHouseState>(RunningHouseState::Parts{*mill_, sql_.get(), incarnation_, options_.journal == "kafka" ? fs::path{} : data_ / "journal",
                                                                          chosen_.brokers});
    services_.state = state_.get();
    heads_ = server_heads(options_, data_, mill_->journal(), *vault_, metrics_);
    services_.heads = heads_.get();
    services_.seen_from = house_.seen_from;
    services_.telemetry = &telemetry_;
    services_.passkeys = &fido_passkeys();
    services_.sign_in_providers = sign_in_providers_.get();
    services_.public_url = options_.effects.public_url;
    services_.provider_endpoints = ways_out_.provider_endpoints;
    services_.key_holder = [this](std::string_view text) { return gateway_->key_holder(text); };
    services_.key_used = [this](const Services::KeyHolder& key, std::string_view text) { gateway_->key_used(key, text); };
    if (!options_.otlp_endpoint.empty()) spans_ = std::make_unique<Spans>(Spans::Options{options_.otlp_endpoint}, metrics_);
    gateway_ = std::make_unique<Gateway>(house_, services_, *mill_, lists_.get(), pages(), metrics_, options_.anonymous_per_minute,
                                         QuotaOptions{options_.requests_per_minute, options_.business_requests_per_minute, options_.address_requests_per_minute}, spans_.get(), std::chrono::milliseconds{options_.anonymous_wait_ms});
    make_operator(data_ / "keys", *mill_, services_);
    if (options_.effects.on()) react(writer);
    look_after_people();
    show_shared_addresses(*mill_, metrics_);
    try {
      listen();
    } catch (const std::runtime_error& e) {
      throw WrongUse(e.what());
    }
    if (backups_) backups_->start();
    heads_->start();
  }
  // Also of what a start that failed has made.
  void stop() {
    if (http_) http_->drain(5);
    http_.reset();
    admin_.reset();
    backups_.reset();
    admin_work_.stop();
    if (lists_) lists_->stop();
    webhooks_.reset();
    reactors_.reset();
    eraser_.reset();
    pass_strand();                                       // what sockets have said may tell the gateway of a token
    gateway_.reset();
    heads_.reset();
    exporter_.reset();                                   // whose files it has shown
    following_ = nullptr;                                // the strand may be waking them at this moment
    publishing_ = nullptr;
    pass_strand();
    sql_.reset();
    publisher_.reset();
    mill_.reset();
  }
  // Returns when the strand has done what was posted before.
  void pass_strand() {
    if (!mill_) return;
    std::promise<void> passed;
    mill_->on_hub([&](Hub&) { passed.set_value(); });
    passed.get_future().wait();
  }
  std::variant<Services::SignedIn, std::string> verified(std::string_view token) {
    auto claims = tokens_.verify(token, wall_clock());
    if (const auto* wrong = std::get_if<AccessTokens::Wrong>(&claims)) return std::string(wrong->why);
    const auto& good = std::get<AccessTokens::Claims>(claims);
    return Services::SignedIn{good.account_id, good.session_id, good.refresh};
  }
  // Nobody has been answered yet. When PostgreSQL is away its thread asks once it is there.
  void refuse_another_history(const std::string& dsn) const {
    std::string why;
    try {
      PgConnection connection{dsn, "millrace_projector", "millrace-witness"};
      why = contradiction(connection, mill_->journal());
    } catch (const PgError&) {
    }
    if (!why.empty())
      throw JournalRefused(fmt::format("{}: the journal has lost records, was restored from an older backup, or is another one's; restore the journal that "
                                       "PostgreSQL has followed, name another database, or have its tables built anew: millrace journal accept-loss --data {} "
                                       "--postgres DSN", why, data_.string()));
  }
  // PostgreSQL: the tables follow the journal, lists are read from them.
  void follow(const std::string& dsn) {
    refuse_another_database(options_, data_);
    refuse_another_history(dsn);
    label_database(options_, data_);
    std::vector<const Projection*> tables;
    for (const auto& p : house_.projections)
      if (p.sql) tables.push_back(&p);
    lists_ = std::make_unique<SqlReads>(SqlReads::Options{.dsn = dsn, .connections = 4, .cursor_secret = vault_->secret("cursor"),
                                                          .incarnation = mill_->journal().incarnation(),
                                                          .awaits = [this] { if (auto* sql = following_.load()) sql->hurry(); }}, tables);
    sql_ = std::make_unique<SqlRunnerThread>(
        SqlRunnerThread::Options{.dsn = dsn, .awaited = [this] { return lists_->awaits(); },
                                 .cold = {options_.postgres_cold_tablespace, options_.postgres_cold_after}, .recent = &mill_->recent(),
                                 .moved = [this](Partition p, Offset next) { lists_->moved(p, next); },
                                 .log = [this](const std::string& line) { metrics_.log(line); },
                                 .became = [this](SqlState::How how) {
                                   lists_->kept(how == SqlState::How::running   ? SqlReads::Kept::here
                                                : how == SqlState::How::standby ? SqlReads::Kept::elsewhere
                                                                                : SqlReads::Kept::unknown);
                                 }}, tables, mill_->journal(), *vault_);
    following_ = sql_.get();
  }
  // Kafka: the public topics follow the partitions that this process owns.
  void publish() {
    const auto place = options_.kafka.place([this](const std::string& line) { metrics_.log(line); });
    kafka::PublisherThread::Options o;
    o.client = place.client;
    o.topic_prefix = place.topic_prefix;
    o.owns = [this](Partition p) { return mill_->owns(p); };
    o.snapshot = [this] { return mill_->snapshot(); };
    o.now = wall_clock;
    o.recent = &mill_->recent();
    o.log = [this](const std::string& line) { metrics_.log(line); };
    publisher_ = std::make_unique<kafka::PublisherThread>(std::move(o), mill_->journal(), *vault_);
    metrics_.gauge("millrace_publisher_lag_records", "Records that the public topics have not confirmed", [p = publisher_.get()] { return double(p->state().lag_records); });
    metrics_.gauge("millrace_publisher_events_total", "Events sent to the public topics", [p = publisher_.get()] { return double(p->state().sent); });
    publishing_ = publisher_.get();
  }
  // What is asked of the world outside is carried out.
  void react(const Uuid& writer) {
    mail_ = {ways_out_.from, ways_out_.public_url, house_.mails};
    reactors_ = std::make_unique<ReactorThread>(ReactorThread::Parts{house_.effects, services_, mail_, *mill_, metrics_, ways_out_.guard, ways_out_.mail_server,
                                                                     outbox_, [this] { return random_.u64(); }, writer});
    webhooks_ = std::make_unique<WebhookThread>(WebhookThread::Parts{services_, *mill_, metrics_, ways_out_.guard, [this] { return random_.u64(); }, writer});
  }
  // Exports are made; what has been erased goes from the disks, too, and its key is destroyed.
  void look_after_people() {
    exporter_ = std::make_unique<Exporter>(Exporter::Parts{*mill_, services_, data_ / "exports", [this](const std::string& line) { metrics_.log_error(line); }});
    services_.exports = exporter_.get();
    const auto on_strand = [this](auto what) {
      std::promise<decltype(what())> said;
      mill_->on_hub([&](Hub&) { said.set_value(what()); });
      return said.get_future().get();
    };
    Eraser::Parts parts{*mill_, services_, incarnation_,
                        [=, this](const Uuid& tenant, const Uuid& subject) { return on_strand([&] { return store_->subject_key(tenant, subject); }); },
                        [this](const Uuid& key) { vault_->destroy(key); },
                        [=, this](const Uuid& tenant, const Uuid& subject) { return on_strand([&] { return store_->rows_of_subject(tenant, subject); }); },
                        [this] { return rocks_->mark(); },
                        [this](std::uint64_t mark) { return rocks_->compact(mark); },
                        [this](const Uuid& tenant) {
                          outbox_.forget(tenant);
                          exporter_->forget(tenant);
                          gateway_->forget_earlier_rows();
                        },
                        {},
                        options_.journal == "kafka",
                        [this](const std::string& line) { metrics_.log_error(line); }};
    if (sql_)
      parts.left_in_sql = [this](const Uuid& tenant, const Uuid& subject, Offset position) -> std::optional<std::int64_t> {
        if (sql_->shown()[static_cast<std::size_t>(partition_of(tenant))] <= position) return {};
        return texts_left(options_.postgres, tenant, subject);
      };
    // What a restored journal says was erased stays so, before anybody is served, whatever keys came back with it.
    std::vector<Uuid> keys;
    on_strand([&] {
      store_->each(lookup_of<privacy::Erasures>(), [&](const Uuid& tenant, const Key&, const RowPtr& row) {
        if (const auto key = store_->subject_key(tenant, static_cast<const privacy::ErasureRow*>(row.get())->subject_id)) keys.push_back(*key);
      });
      return true;
    });
    for (const auto& key : keys) vault_->destroy(key);
    eraser_ = std::make_unique<Eraser>(std::move(parts));
  }
  Routes pages() {
    Routes all{page("/openapi.json", {openapi(house_.routes, house_.projections, house_.rights)}),
               page("/asyncapi.json", {asyncapi()}),
               page("/.well-known/jwks.json", {tokens_.jwks()})};
    for (const auto* type : public_types()) all.push_back(page(schema_path(*type), {json_schema(*type)}));
    for (const auto* type : Wires::house().all()) all.push_back(page("/schemas/" + std::string(type->wire) + ".json", {json_schema(*type)}));
    for (auto& route : problem_pages(house_.rules)) all.push_back(std::move(route));
    for (auto& route : built("--dashboard", options_.dashboard, &dashboard_pages)) all.push_back(std::move(route));
    auto widget = built("--widget", options_.widget, &widget_build);
    for (auto& route : widget.files) all.push_back(std::move(route));
    services_.widget = {std::move(widget.frame), std::move(widget.demo), options_.widget_demo};
    return all;
  }
  template <class Built>
  static Built built(const char* option, const std::string& directory, Built (*read)(const fs::path&)) {
    try {
      return directory.empty() ? Built{} : read(directory);
    } catch (const std::runtime_error& e) {
      throw WrongUse(std::string(option) + ": " + e.what());
    }
  }
  void tell(const std::shared_ptr<HttpFigures>& http) {
    const auto figure = [&](const char* name, const char* help, std::atomic<std::int64_t> HttpFigures::*which) {
      metrics_.gauge(name, help, [http, which] { return double(((*http).*which).load()); });
    };
    figure("millrace_http_connections", "Connections, WebSockets among them", &HttpFigures::connections);
    figure("millrace_http_requests_in_flight", "Requests handed over and not answered", &HttpFigures::requests);
    figure("millrace_http_held_bytes", "Bytes of large bodies, texts and answers under way", &HttpFigures::held_bytes);
    figure("millrace_live_queued_bytes", "Bytes queued for WebSockets", &HttpFigures::queued_bytes);
    figure("millrace_tls_certificate_until_seconds", "When the certificate that is shown ends, seconds since 1970; 0: no TLS", &HttpFigures::certificate_until);
    figure("millrace_tls_certificate_refused", "1: the certificate's files have changed to something that is no good", &HttpFigures::certificate_refused);
  }
  void listen() {
    HttpOptions public_side;
    public_side.address = options_.address;
    public_side.port = static_cast<unsigned short>(options_.port);
    if (!options_.tls_certificate.empty())
      public_side.tls = {options_.tls_certificate, options_.tls_key, [this](const std::string& line) { metrics_.log(line); }};
    public_side.threads = options_.io_threads;
    public_side.origins = options_.origins;
    const auto files = most_open_files();
    metrics_.gauge("process_open_fds", "Open files, sockets among them", [] { return double(open_files()); });
    const auto wanted = std::exchange(public_side.connections, connections_within(files, public_side.connections));
    if (public_side.connections < wanted)
      metrics_.log(fmt::format("{} open files are allowed: at most {} connections at a time; `ulimit -Hn` for more", files, public_side.connections));
    public_side.trusted_proxies = options_.trusted_proxies;
    public_side.connections_per_address = options_.connections_per_address ? options_.connections_per_address
                                                                           : std::max(64, public_side.connections / 8);
    public_side.body_limit = [this](const Request& request) { return gateway_->body_limit(request); };
    tell(public_side.figures);
    http_ = std::make_unique<HttpServer>(public_side,
        [this](std::shared_ptr<const Request> request, HttpServer::Reply reply) { gateway_->handle(std::move(request), std::move(reply)); },
        sockets_.handler([this] { return mill_.get(); }, wall_clock));
    HttpOptions admin_side;
    admin_side.address = options_.admin_address;
    admin_side.port = static_cast<unsigned short>(options_.port ? options_.port + 1 : 0);
    admin_side.websocket_path = "";
    admin_side.connections = 64;                         // operators and probes, which the public does not keep out
    admin_ = std::make_unique<HttpServer>(admin_side, admin_handler({*mill_, sql_.get(), metrics_, incarnation_, admin_work_, {options_.admin_address, new_admin_token(random_, data_ / "run")},
                                                                       ways_out_.mail_server ? nullptr : &outbox_, backups_.get()}),
                                          SocketHandler{});
  }

  ServeOptions options_;
  WaysOut ways_out_;
  std::unique_ptr<oauth::Providers> sign_in_providers_;  // where there are any, and calls may go out
  fs::path data_;
  Metrics metrics_;
  Telemetry telemetry_{wall_clock(), telemetry_outlets(metrics_, data_ / "logs" / "pages.log")};
  std::unique_ptr<backup::Schedule> backups_;            // of itself, where they are asked for
  std::unique_ptr<Trace> trace_;                         // of who asks for it
  SystemRandom random_;
  Uuid7Source ids_;
  std::unique_ptr<StoredVault> vault_;
  AccessTokens tokens_;
  House house_;
  Folds folds_;
  ChosenJournal chosen_;
  Uuid incarnation_;
  Services services_;
  Sockets sockets_;
  std::unique_ptr<RocksKeyValue> rocks_;
  std::unique_ptr<LocalStore> store_;
  std::unique_ptr<kafka::Heartbeats> heartbeats_;        // on Kafka
  std::unique_ptr<RunningMill> mill_;
  std::unique_ptr<SqlReads> lists_;
  std::unique_ptr<SqlRunnerThread> sql_;
  std::atomic<SqlRunnerThread*> following_ = nullptr;    // what the strand wakes
  std::unique_ptr<kafka::PublisherThread> publisher_;
  std::atomic<kafka::PublisherThread*> publishing_ = nullptr;
  std::unique_ptr<RunningHouseState> state_;
  std::unique_ptr<heads::Keeper> heads_;
  MailSettings mail_;
  Outbox outbox_{data_ / "outbox.ndjson"};
  std::unique_ptr<ReactorThread> reactors_;
  std::unique_ptr<WebhookThread> webhooks_;
  std::unique_ptr<Spans> spans_;                         // of who asks for them
  std::unique_ptr<Exporter> exporter_;
  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<HttpServer> http_, admin_;
  boost::asio::thread_pool admin_work_{1};               // rebuilds, one after the other
};

// Until the server listens nobody has been answered, so a start may end like in a crash, wherever it waits: for brokers, for keys,
// for a partition. Locks go with the process, and it has no children.
void end_at_once(int) { ::_exit(0); }

void write_file(const fs::path& file, const std::string& text) {
  std::ofstream{file} << text << '\n';
}

}  // namespace

int serve(const ServeOptions& options) {
  if (options.roles != "gateway,owner,sql")
    throw WrongUse("--roles " + options.roles + ": one process does gateway,owner,sql; leave --roles out");
  refuse_another_environment(options, fs::absolute(options.data));
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, &end_at_once);
  std::unique_ptr<Server> server;
  try {
    server = std::make_unique<Server>(options);
  } catch (const segments::InUse& e) {
    throw WrongUse(e.what());
  } catch (const segments::Moved& e) {
    throw WrongUse(e.what());
  } catch (const segments::Lost& e) {
    throw WrongUse(e.what());
  } catch (const kafka::Refused& e) {
    throw WrongUse(e.what());
  } catch (const VaultRefused& e) {
    throw WrongUse(e.what());
  } catch (const JournalRefused& e) {
    throw WrongUse(e.what());
  } catch (const StoreOfNewerRelease& e) {
    throw WrongUse(std::string(e.what()) + ": start that release again; to go back for good, remove rocksdb/ in the data directory, and everything is folded "
                                           "again from the journal");
  }
  boost::asio::io_context signals;
  boost::asio::signal_set stop{signals, SIGINT, SIGTERM};
  const auto run = server->data() / "run";
  write_file(run / "millrace.pid", std::to_string(::getpid()));
  write_file(run / "millrace.url", url_of(options, server->port()));
  write_file(run / "millrace.admin_url", "http://" + host_and_port(options.admin_address, server->admin_port()));
  fmt::print("millrace: {} (admin port {}), data in {}\n", url_of(options, server->port()), server->admin_port(), server->data().string());
  std::fflush(stdout);
  stop.async_wait([](auto, int) {});
  signals.run();
  server.reset();
  for (const auto* file : {"millrace.pid", "admin.token"}) fs::remove(run / file);
  return 0;
}

}  // namespace millrace

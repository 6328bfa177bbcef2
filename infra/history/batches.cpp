#include "infra/history/batches.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "schemas/json/codec.hpp"

namespace millrace::history {

namespace {

std::size_t bytes_of(const imports::HistoricMessage& m) { return to_json(m).size() + 1; }

struct Part { imports::HistoricConversation conversation; std::size_t bytes = 0; };

// In order; one part unless a request cannot hold it.
std::vector<Part> parts_of(imports::HistoricConversation c) {
  std::vector<Part> parts;
  for (auto& m : c.messages) {
    const auto bytes = bytes_of(m);
    if (parts.empty() || parts.back().conversation.messages.size() == most_messages || parts.back().bytes + bytes > most_bytes)
      parts.push_back({{c.key, {}, c.source}, c.key.size() + c.source.value_or("").size()});
    parts.back().bytes += bytes;
    parts.back().conversation.messages.push_back(std::move(m));
  }
  return parts;
}

std::string key_of(const imports::HistoricConversation& c) { return c.source.value_or("") + '\0' + c.key; }

bool has_customer(const imports::HistoricConversation& c) {
  return std::any_of(c.messages.begin(), c.messages.end(), [](const auto& m) { return m.from == imports::From::client; });
}

}  // namespace

std::string body_of(const Batch& batch, std::string_view channel, std::string_view source) {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("channel").text(channel).key("conversations").raw(to_json(batch.conversations));
  if (!source.empty()) json.key("source").text(source);
  json.end_object();
  return out;
}

std::vector<Batch> halves_of(Batch batch) {
  const auto n = batch.conversations.size();
  if (n < 2) return {};
  std::vector<Batch> halves(2);
  for (std::size_t i = 0; i < n; ++i) {
    auto& half = halves[i < n / 2 ? 0 : 1];
    half.messages += batch.conversations[i].messages.size();
    half.conversations.push_back(std::move(batch.conversations[i]));
    half.lines.push_back(batch.lines[i]);
  }
  return halves;
}

std::variant<std::vector<Batch>, Broken> Batches::add(imports::HistoricConversation c, std::size_t line) {
  auto parts = parts_of(std::move(c));
  const auto key = key_of(parts.front().conversation);
  if (!seen_.contains(key) && !has_customer(parts.front().conversation))
    return Broken{parts.size() == 1 ? "/messages: none is from a client, so the conversation has no customer"
                                    : fmt::format("/messages: none of the first {} is from a client; a customer must write among those",
                                                  parts.front().conversation.messages.size())};
  seen_.insert(key);
  std::vector<Batch> complete;
  for (auto& part : parts) {
    const auto n = part.conversation.messages.size();
    const bool fits = open_.messages + n <= most_messages && open_.bytes + part.bytes <= most_bytes &&
                      open_.conversations.size() < most_conversations && !in_open_.contains(key);
    if (!fits)
      if (auto before = rest()) complete.push_back(std::move(*before));
    in_open_.insert(key);
    open_.messages += n;
    open_.bytes += part.bytes;
    open_.lines.push_back(line);
    open_.conversations.push_back(std::move(part.conversation));
  }
  return complete;
}

std::optional<Batch> Batches::rest() {
  if (open_.conversations.empty()) return {};
  in_open_.clear();
  return std::exchange(open_, {});
}

}  // namespace millrace::history

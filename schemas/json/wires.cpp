#include "schemas/json/wires.hpp"

#include <stdexcept>

namespace millrace {

Wires& Wires::house() {
  static Wires wires;
  return wires;
}

void Wires::add(const WireType* type) { add_retired(type, nullptr, nullptr); }

void Wires::add_retired(const WireType* type, AnyValue (*upcast)(const void*), const WireType* into) {
  const auto [at, added] = entries_.try_emplace(std::string(type->wire), Entry{type, upcast, into});
  if (!added && at->second.type != type) throw std::logic_error("two types are called " + std::string(type->wire));
}

const WireType* Wires::any(std::string_view wire) const {
  const auto found = entries_.find(wire);
  return found == entries_.end() ? nullptr : found->second.type;
}

const WireType* Wires::current(std::string_view wire) const {
  const auto found = entries_.find(wire);
  return found == entries_.end() || found->second.upcast ? nullptr : found->second.type;
}

const WireType* Wires::newest(std::string_view wire) const {
  const WireType* type = nullptr;
  for (auto at = entries_.find(wire); at != entries_.end(); at = entries_.find(type->wire)) {
    type = at->second.type;
    if (!at->second.into) break;
    type = at->second.into;
  }
  return type;
}

AnyValue Wires::newest(AnyValue value) const {
  for (auto at = entries_.find(value.type->wire); at != entries_.end() && at->second.upcast;
       at = entries_.find(value.type->wire))
    value = at->second.upcast(value.value.get());
  return value;
}

std::vector<const WireType*> Wires::all() const {
  std::vector<const WireType*> types;
  for (const auto& [wire, entry] : entries_) types.push_back(entry.type);
  return types;
}

}  // namespace millrace

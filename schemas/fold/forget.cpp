#include "schemas/fold/forget.hpp"

#include <algorithm>
#include <set>

#include "domain/core/wire_type.hpp"

namespace millrace {

namespace {

using Kind = Shape::Kind;

bool may_hold(const Shape& shape, std::set<const Shape*>& seen) {
  if (!seen.insert(&shape).second) return false;
  if (shape.kind == Kind::personal || shape.kind == Kind::ask) return true;
  return std::any_of(shape.fields.begin(), shape.fields.end(), [&](const auto& f) { return may_hold(*f.shape, seen); }) ||
         std::any_of(shape.inner.begin(), shape.inner.end(), [&](const auto* inner) { return may_hold(*inner, seen); });
}

// `each` hears of every text in it.
template <class Each>
void texts(const Shape& shape, const void* p, const Each& each) {
  switch (shape.kind) {
    case Kind::personal: return each(*static_cast<const Personal<std::string>*>(p));
    case Kind::object:
      for (const auto& f : shape.fields) texts(*f.shape, value_at(p, f), each);
      return;
    case Kind::optional:
    case Kind::list:
      for (std::size_t n = 0; n < shape.count(p); ++n) texts(*shape.inner[0], shape.at(p, n), each);
      return;
    case Kind::variant: {
      const auto n = shape.count(p);
      return texts(*shape.inner[n], shape.at(p, n), each);
    }
    case Kind::ask:
      if (const auto& ask = *static_cast<const AnyValue*>(p); ask.type) texts(*ask.type->shape, ask.value.get(), each);
      return;
    default: return;
  }
}

bool holds(const Shape& shape, const void* p, const Uuid& subject) {
  bool any = false;
  texts(shape, p, [&](const auto& text) { any |= text.subject_id == subject; });
  return any;
}

// As it was, without those elements: shapes can make a list longer, and not shorter.
void without(const Shape& shape, void* list, const Uuid& subject) {
  const auto was = shape.copy(list);
  shape.life.destroy(list);
  shape.life.create(list, nullptr);
  for (std::size_t n = 0; n < shape.count(was.get()); ++n) {
    const auto& text = *static_cast<const Personal<std::string>*>(shape.at(was.get(), n));
    if (text.subject_id != subject) *static_cast<Personal<std::string>*>(shape.grow(list, n)) = text;
  }
}

bool nothing_left(const Shape& shape, const void* p) {
  return shape.kind == Kind::object && !shape.fields.empty() &&
         std::all_of(shape.fields.begin(), shape.fields.end(), [&](const auto& f) { return f.shape->kind == Kind::list && f.shape->count(value_at(p, f)) == 0; });
}

}  // namespace

bool may_hold_personal(const Shape& shape) {
  std::set<const Shape*> seen;
  return may_hold(shape, seen);
}

std::vector<Uuid> subjects_in(const Shape& shape, const void* value) {
  std::vector<Uuid> all;
  texts(shape, value, [&](const auto& text) { all.push_back(text.subject_id); });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

bool holds_open(const Shape& shape, const void* value, const Uuid& subject) {
  bool any = false;
  texts(shape, value, [&](const auto& text) { any |= text.subject_id == subject && !text.erased && !text.value.empty(); });
  return any;
}

void forget(const Shape& shape, void* p, const Uuid& subject) {
  switch (shape.kind) {
    case Kind::personal:
      if (auto& text = *static_cast<Personal<std::string>*>(p); text.subject_id == subject) text = {subject, {}, true, {}};
      return;
    case Kind::object:
      for (const auto& f : shape.fields) forget(*f.shape, value_at(p, f), subject);
      return;
    case Kind::list:
      if (shape.inner[0]->kind == Kind::personal) return without(shape, p, subject);
      [[fallthrough]];
    case Kind::optional:
      for (std::size_t n = 0; n < shape.count(p); ++n) forget(*shape.inner[0], const_cast<void*>(shape.at(p, n)), subject);
      return;
    case Kind::variant: {
      const auto n = shape.count(p);
      return forget(*shape.inner[n], const_cast<void*>(shape.at(p, n)), subject);
    }
    case Kind::ask: {
      auto& ask = *static_cast<AnyValue*>(p);              // shared with others, who keep it as it is
      if (ask.type && holds(*ask.type->shape, ask.value.get(), subject)) ask = forgotten(ask, subject);
      return;
    }
    default: return;
  }
}

RowPtr forgotten(const AnyFold& fold, const RowPtr& row, const Uuid& subject) {
  if (!row || !holds(*fold.row, row.get(), subject)) return row;
  auto now = fold.row->copy(row.get());
  forget(*fold.row, now.get(), subject);
  return nothing_left(*fold.row, now.get()) ? RowPtr{} : RowPtr{std::move(now)};
}

AnyFact forgotten(const AnyFact& fact, const Uuid& subject) {
  auto now = fact.type->shape->copy(fact.value.get());
  forget(*fact.type->shape, now.get(), subject);
  return {fact.type, std::move(now)};
}

std::vector<Uuid> erased_by(const Committed& record) {
  std::vector<Uuid> all;
  for (const auto& fact : record.facts)
    if (const auto* e = fact.as<SubjectErased>()) all.push_back(e->subject_id);
  return all;
}

}  // namespace millrace

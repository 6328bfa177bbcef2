// The names of live channels. A family's pattern makes them and reads them, and nothing else does: "typing:<business>:visitor:<customer>".
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <vector>

#include "domain/core/id.hpp"

namespace millrace {

struct Business;

// The ids in a channel's name, in its order; the first says to whom the channel belongs.
using ChannelIds = std::vector<Uuid>;

// A family's word, then, after colons, ids ("<what they name>") and words that stay as they are. The text is a literal.
class ChannelPattern {
 public:
  constexpr explicit ChannelPattern(std::string_view text) : text_(text) {
    if (!text.starts_with('<') && text.find(":<") != text.npos && text.back() == '>') return;
    throw std::logic_error("a channel's name begins with its family's word and ends with an id");
  }
  constexpr std::string_view text() const { return text_; }
  constexpr std::string_view family() const { return text_.substr(0, text_.find(':')); }
  constexpr std::size_t ids() const {
    std::size_t count = 0;
    for (const char c : text_) count += c == '<';
    return count;
  }
  // The channel of those ids, which are as many as the pattern has.
  std::string name(std::initializer_list<Uuid>) const;
  // The ids of a channel of this family; nothing when it is none. Each channel has one spelling: another would be heard by nobody.
  std::optional<ChannelIds> read(std::string_view name) const;

 private:
  std::string_view text_;
};

namespace detail {
template <class What>
struct PartOfName { using type = Id<What>; };
template <>
struct PartOfName<Business> { using type = Uuid; };        // as its tenant
inline const Uuid& raw_id(const Uuid& id) { return id; }
template <class T>
const Uuid& raw_id(const Id<T>& id) { return id.value; }
}  // namespace detail

// The same with the types of what its ids name, in their order.
template <class... What>
struct ChannelName : ChannelPattern {
  constexpr explicit ChannelName(std::string_view text) : ChannelPattern(text) {
    if (ids() != sizeof...(What)) throw std::logic_error("a channel's name has as many ids as types");
  }
  std::string of(const typename detail::PartOfName<What>::type&... ids) const { return name({detail::raw_id(ids)...}); }
};

}  // namespace millrace

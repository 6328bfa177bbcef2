// A body as the asks read it: what is taken is within its bounds, and is the same when it is said and read again.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/api_key/asks.hpp"
#include "commands/identity/business/asks.hpp"
#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "schemas/json/codec.hpp"
#include "tests/fuzz/target.hpp"

using namespace millrace;

namespace {

const Shape* const shapes[] = {&shape_of<account::SignUp>(),       &shape_of<api_key::Create>(),           &shape_of<business::Change>(),
                               &shape_of<customer::Change>(),      &shape_of<conversation::ChangeStatus>(), &shape_of<message::Send>(),
                               &shape_of<business::ChangeSettings>()};

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto& shape = *shapes[static_cast<unsigned char>(input.front()) % std::size(shapes)];
  const Document document{input.substr(1)};
  if (document.fault() != Document::Fault::none) return;
  const Outside outside{.members = true, .also = {}};
  const auto value = shape.make();
  if (const auto read = decode(shape, document.root(), value.get(), nullptr, {"id"}, &outside); !read.ok()) {
    for (const auto& error : read.errors) CLAIM(error.pointer.empty() || error.pointer.front() == '/');
    return;
  }
  const auto said = to_json(shape, value.get());
  const Document again{said};
  CLAIM(again.fault() == Document::Fault::none);
  const auto same = shape.make();
  CLAIM(decode(shape, again.root(), same.get()).ok());
  CLAIM(to_json(shape, same.get()) == said);
}

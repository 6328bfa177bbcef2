#include "infra/egress/outbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "gateways/core/html.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

namespace {

struct Kept {
  std::string from, to, subject, text, message_id;
  Time at{};
  std::optional<Uuid> business_id = {};                  // nil: of an account alone
};
BOOST_DESCRIBE_STRUCT(Kept, (), (from, to, subject, text, message_id, at, business_id))

}  // namespace

Outbox::Outbox(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in{file_};
  for (std::string line; std::getline(in, line);) {
    try {
      from_json(shape_of<Kept>(), line);
    } catch (const std::exception&) {                    // a line that was being written when the process died
      continue;
    }
    mails_.push_back(std::move(line));
    if (mails_.size() > most_mails) mails_.pop_front();
  }
}

void Outbox::keep(const OutgoingMail& mail, Time at, const Uuid& business) {
  const std::lock_guard lock{mutex_};
  mails_.push_back(to_json(Kept{mail.from, mail.to, mail.subject, mail.text, mail.message_id, at, business}));
  if (mails_.size() <= most_mails) return write(mails_.back() + '\n', false);
  while (mails_.size() > most_mails / 2) mails_.pop_front();   // half of them at a time, so that not every mail writes the whole file
  write_all();
}

void Outbox::forget(const Uuid& business) {
  const std::lock_guard lock{mutex_};
  const auto gone = std::erase_if(mails_, [&](const auto& line) {
    const auto kept = from_json(shape_of<Kept>(), line);
    return static_cast<const Kept*>(kept.get())->business_id.value_or(business) == business;    // earlier releases have not said whose it is
  });
  if (gone) write_all();
}

void Outbox::write_all() {
  std::string all;
  for (const auto& line : mails_) (all += line) += '\n';
  write(all, true);
}

void Outbox::write(const std::string& lines, bool anew) {
  const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (anew ? O_TRUNC : O_APPEND), 0600);
  const bool whole = file >= 0 && ::write(file, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size());
  const int why = errno;
  if (file >= 0) ::close(file);
  if (!whole) throw std::system_error(why, std::generic_category(), file_.string() + " cannot be written");
}

std::vector<std::string> Outbox::newest_first() const {
  const std::lock_guard lock{mutex_};
  return {mails_.rbegin(), mails_.rend()};
}

std::string Outbox::page() const {
  const auto mails = newest_first();
  std::string out = fmt::format("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Outbox</title><h1>Outbox</h1>"
                                "<p>{} mails, captured because this server runs without --mail-server; newest first.</p>", mails.size());
  for (const auto& line : mails) {
    const auto kept = from_json(shape_of<Kept>(), line);
    const auto& mail = *static_cast<const Kept*>(kept.get());
    out += fmt::format("<article><h2>{}</h2><p>To {}, {}</p><pre>{}</pre></article>", escaped(mail.subject), escaped(mail.to), to_rfc3339(mail.at),
                       escaped(mail.text));
  }
  return out + "</html>";
}

}  // namespace millrace

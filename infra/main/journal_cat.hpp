// `millrace journal cat`: records as JSON lines, one partition after the other, in each as they were written.
#pragma once

#include "infra/main/journal_view.hpp"

namespace millrace {

struct CatOptions : JournalOptions {
  std::string from = {};               // a Journal-Position, "<first 8 characters of the incarnation>.<partition>.<offset>"
  std::string tenant = {};
  std::string master_key_file = {};
  bool events = false;                 // public events (CloudEvents, structured) instead of records
};

// The body of a fact with its personal text opened; as it is kept when it cannot be read here (null: with nothing).
std::string body_of(const Entry&, const Uuid& tenant, Vault*);

// Facts come with personal text opened where keys/ is there, else as they are kept. 0; throws WrongUse.
int journal_cat(const CatOptions&);

}  // namespace millrace

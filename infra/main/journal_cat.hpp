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

// Facts come with personal text opened where keys/ is there, else as they are kept. 0; throws WrongUse.
int journal_cat(const CatOptions&);

}  // namespace millrace

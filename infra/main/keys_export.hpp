// The keys of a business, for the business: what opens the text about its people wherever its records lie, sealed to a public key that it has brought
// (millrace backup-key makes one). Looks at journal and keys beside a running server; changes nothing.
#pragma once

#include "infra/main/journal_view.hpp"

namespace millrace {

struct KeysExportOptions : JournalOptions {
  std::string master_key_file, business, to, public_key;
};

struct KeysOpenOptions { std::string file, key, history; };

// The file is lines of JSON: what it is of, then for each key {"key", "subject", "data_key"}. A data key opens texts of this business and of no
// other (HKDF of the key that is kept, by business), as AES-256-GCM takes it, base64url. Subjects that have been erased have none.
// Both return 0, and throw WrongUse and what journals and keys throw.
int keys_export(const KeysExportOptions&);
// Prints such a file; or, with a history (lines of `millrace journal cat --tenant`), that with its texts opened.
int keys_open(const KeysOpenOptions&);

}  // namespace millrace

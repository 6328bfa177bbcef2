// Which house this is: one to develop with, one to rehearse in, or the one that people rely on. It is said once, and kept beside what is to be
// kept apart: with the keys, which are copied and backed up together with what they open, and in the database. No house is taken for another.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "infra/main/options.hpp"

namespace millrace {

inline constexpr std::array<std::string_view, 3> environments = {"dev", "staging", "production"};
inline std::string environment_label(std::string_view environment) { return "millrace: " + std::string(environment); }

// What the options say; else what the data directory was first started as; empty: neither. Throws WrongUse for a mark that is none.
std::string environment_of(const ServeOptions&, const std::filesystem::path& data);
// What a house that people rely on may not be started with, each with how to mend it; nothing of any other house.
std::vector<std::string> unfit_for_it(const ServeOptions&, const std::filesystem::path& data);

// Before anything is written: throws WrongUse for a house of another environment, and for what is unfit.
void refuse_another_environment(const ServeOptions&, const std::filesystem::path& data);
// Once the data directory is this process's: the word stays with it.
void keep_environment(const ServeOptions&, const std::filesystem::path& data);
// The same of the database of --postgres: it is looked at, and labelled once its history is known to be this journal's. One that is away says nothing, is not
// touched as long as its history is not known, and gets its label at the next start.
void refuse_another_database(const ServeOptions&, const std::filesystem::path& data);
void label_database(const ServeOptions&, const std::filesystem::path& data);
// Why that database is not this house's; empty: it is, or nobody has said.
std::string another_database(const std::string& environment, const std::string& label);

}  // namespace millrace

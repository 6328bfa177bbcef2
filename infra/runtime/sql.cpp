#include "infra/runtime/sql.hpp"
namespace millrace { struct Sql::Impl{}; Sql::Sql(Parts){} Sql::~Sql(){} void Sql::notify(){} std::variant<ListPage,Response> Sql::list(const ListRequest&){return unavailable("x","y");} bool Sql::up() const {return false;} std::string Sql::why() const {return "";} std::int64_t Sql::lag() const {return 0;} }

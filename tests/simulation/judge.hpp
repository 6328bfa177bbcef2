// Judges a run by what people heard and by what is in the log; nothing else is believed.
#pragma once

#include "tests/simulation/model.hpp"
#include "tests/simulation/town.hpp"

namespace millrace::simulation {

struct Figures {
  std::int64_t commands = 0, acked = 0, accepted = 0, rejected = 0, refused = 0, replayed = 0, handoffs = 0, timers = 0, letters = 0, looks = 0, publications = 0;
  void add(const Figures&);
};

class Judge {
 public:
  explicit Judge(Town& town) : town_(town) {}
  // Says what is wrong to the town.
  Figures judge();

 private:
  struct Place { Partition partition; Offset offset; auto operator<=>(const Place&) const = default; };
  struct Claim { const Asked* asked; const Asked::Attempt* attempt; bool borne_out = false; };

  void read_log();
  void replay(Partition);
  void commit(const Committed&);
  void asked_by_somebody(const Committed&, const Asked&);
  void put_by_the_house(const Committed&);
  void said_of_a_letter(const Committed&);
  void expect(const Committed&, std::vector<std::string> facts);
  void told(const Committed&, const Model& before, const std::vector<Publication>&);
  void claims(Partition, Offset);
  bool holds(const Claim&) const;
  void looks(Partition, Offset);
  void replies();
  void letters();
  void feed();
  void topics();
  void rebuilt();
  template <class... A>
  void wrong(fmt::format_string<A...> what, A&&... about) { town_.violation(fmt::format(what, std::forward<A>(about)...)); }

  Town& town_;
  Figures figures_;
  Model model_;
  Disk disk_;                                            // of the rebuild
  std::unique_ptr<LocalStore> rebuilt_;
  std::map<Place, Committed> accepted_;
  std::map<Uuid, Place> by_command_;
  std::map<std::pair<Uuid, Uuid>, Uuid> keys_;           // whose texts are sealed with which
  struct HandedOver { Uuid source, handoff, target; AnyAsk ask; bool done = false; };
  std::map<Uuid, HandedOver> handoffs_, finishes_;       // by the id of the command that does it
  struct Fires { Uuid tenant, timer; Time due; AnyAsk ask; };
  std::map<Uuid, Fires> timers_;                         // likewise
  std::map<std::pair<Uuid, Digest>, const Asked*> asked_;
  struct LetterState { enum class Is { waiting, under_way, sent, unknown } is = Is::waiting; std::int64_t attempts = 0; bool repeatable = false; };
  std::map<std::pair<Uuid, Uuid>, LetterState> letters_;
  std::map<std::tuple<Uuid, Uuid, std::int64_t>, Offset> begun_;   // which attempt, by which record
  std::vector<Claim> claims_;
  std::map<std::string, std::vector<std::pair<Offset, std::string>>> published_;
  std::map<std::pair<Uuid, Uuid>, std::map<Offset, bool>> guests_;   // from that offset on, who is one
};

}  // namespace millrace::simulation

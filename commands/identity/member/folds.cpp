// What its rules read, without types: compiled here alone.
#include "commands/identity/member/lookups.hpp"
#include "domain/identity/member/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Member::erased() { return erased_state<Member>(); }
const AnyFold& member::MemberOf::erased() { return erased_fold<MemberOf>(); }
const AnyFold& member::SeatOf::erased() { return erased_fold<SeatOf>(); }
const AnyFold& member::Owners::erased() { return erased_fold<Owners>(); }
const AnyFold& member::OpenInvitations::erased() { return erased_fold<OpenInvitations>(); }
const AnyFold& member::MemberByAddress::erased() { return erased_fold<MemberByAddress>(); }
const AnyFold& member::InvitedByEmail::erased() { return erased_fold<InvitedByEmail>(); }

}  // namespace millrace

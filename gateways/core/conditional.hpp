// What a read's answer says to caches, and the answer to who has it already (RFC 9110 §8.8, §13.1.2, §15.4.5; RFC 9111). Pure.
#pragma once

#include "domain/core/time.hpp"
#include "gateways/core/http.hpp"

namespace millrace {

// The answer of a read as it is, with ETag, `Cache-Control: private, no-cache` and Vary; or 304 when an If-None-Match names that tag.
// Only 200 is changed, and not what says about caches itself. Headers that say how far was read are to be added behind it: they belong
// to 304, too, and to no tag.
//
// The tag is made of all that is shown: rows are joined when they are read, and cut to what the caller may see, so a version alone does
// not tell. A resource's ("v17.…") begins with the version that If-Match takes; a list's is weak. Response::offset is left out of it:
// it moves with every record of the partition, and who goes on from an earlier one misses nothing while the feed holds it. Therefore such
// a tag is good for the UTC day only, which is less than what any feed is kept for.
Response validated(Response, const Request&, Time now);

}  // namespace millrace

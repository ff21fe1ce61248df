// The request id of a ballot that is entered from paper.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::cli {

// The id for the ballot called `label` on its paper, cast with `token` in `round`
// ("rounds/{round}"): a UUID (version 8) from HMAC-SHA-256 under the token. The token's spelling
// does not matter: case and "-" are ignored, as the service does.
//
// The label is in it because tokens are dealt in the order of the sheet. When a sheet is imported
// again with a ballot taken out, those behind it move up to other tokens; without the label a
// ballot marked like the one that had the token before would pass for its repetition, and be lost
// without a word. With it the credential is refused as used, and the operator sees it.
//
// The contract wants a random id, kept by the voter, so that somebody who has only the token cannot
// test how that voter voted. Bulk entry is another case. The operator has paper and credentials
// before him and types both: there is nothing to hide from him, and a token stands for an envelope,
// dealt out in the order of typing, not for a voter. What he does need is that an import broken off
// in the middle can be run again, on another machine too, and counts nothing twice; so the id must
// follow from what the files hold, and a second file with ids would be one more secret to guard.
// Voters who cast their own ballot (`vote cast`) use a random id.
std::string BulkRequestId(std::string_view token, std::string_view round, std::string_view label);

}  // namespace pingyi::cli

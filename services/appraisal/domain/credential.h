// One-time credentials and what is kept of them.
//
// A token is 128 random bits; the voter holds it and the service keeps only its hash. When it is
// spent, the service keeps a commitment to what was cast, so that a repetition after a lost answer
// is recognised. A plain hash of the ballot would not do: ballots are few, so anybody could hash
// them all and read the vote off the spent credential. Hence the commitment is keyed and salted:
//  - its key is the token, which the database does not have: who reads the whole database can tie
//  no
//    commitment to a ballot;
//  - it covers the client's random request_id, which nobody stores: who handed the tokens out and
//    kept them, and reads the whole database, cannot test ballots either.
// The receipt is derived from the commitment with the token again, so it is stored nowhere and
// proves nothing about the marks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pingyi::appraisal {

inline constexpr size_t kTokenBytes = 16;

// 26 characters of lower-case Crockford base32.
std::string FormatToken(std::string_view token);

// The bytes of a token as people type it: any case, "-" ignored, i and l read as 1, o as 0. nullopt
// if it is none.
std::optional<std::string> ParseToken(std::string_view text);

// What the service keeps of a credential (32 bytes). Holds the round, so that equal tokens of two
// rounds could not be matched.
std::string CredentialHash(std::string_view round_id, std::string_view token);

// What the service keeps of a cast (32 bytes). `content` is ReadableBallot::content.
std::string Commitment(std::string_view token, std::string_view round_id,
                       std::string_view request_id, std::string_view content);

// The voter's proof that the ballot was taken: 26 characters.
std::string Receipt(std::string_view token, std::string_view commitment);

}  // namespace pingyi::appraisal

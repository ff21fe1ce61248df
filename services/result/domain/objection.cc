#include "services/result/domain/objection.h"

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

std::string HashOf(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

}  // namespace

std::string ObjectionDigest(const ObjectionFacts& objection) {
  return HashOf(fmt::format(
      "pingyi-objection-v1\nobjection {}\nsubject {}\ntext {}\nobjector {}\nfiled {} {}\n"
      "answer {} {}\nanswered {} {}\n",
      objection.name, objection.subject, HashOf(objection.text), HashOf(objection.objector),
      HashOf(objection.filer), objection.file_time_us, objection.upheld ? "UPHELD" : "REJECTED",
      HashOf(objection.answer), HashOf(objection.answerer), objection.answer_time_us));
}

}  // namespace pingyi::result

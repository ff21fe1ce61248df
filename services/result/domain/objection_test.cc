#include "services/result/domain/objection.h"

#include <set>

#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

ObjectionFacts Example() {
  return {.name = "rounds/r/releases/1/objections/2",
          .subject = "rounds/r/subjects/s",
          .text = "票数有误",
          .objector = "李四",
          .filer = "网站",
          .file_time_us = 7,
          .upheld = true,
          .answer = "属实",
          .answerer = "组织部",
          .answer_time_us = 9};
}

std::string Hash(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

TEST(ObjectionTest, DigestIsThatOfTheContract) {
  EXPECT_EQ(ObjectionDigest(Example()),
            Hash("pingyi-objection-v1\nobjection rounds/r/releases/1/objections/2\nsubject "
                 "rounds/r/subjects/s\ntext " +
                 Hash("票数有误") + "\nobjector " + Hash("李四") + "\nfiled " + Hash("网站") +
                 " 7\nanswer UPHELD " + Hash("属实") + "\nanswered " + Hash("组织部") + " 9\n"));
}

TEST(ObjectionTest, EveryFactCounts) {
  std::set<std::string> digests = {ObjectionDigest(Example())};
  for (std::string ObjectionFacts::*field :
       {&ObjectionFacts::name, &ObjectionFacts::subject, &ObjectionFacts::text,
        &ObjectionFacts::objector, &ObjectionFacts::filer, &ObjectionFacts::answer,
        &ObjectionFacts::answerer}) {
    ObjectionFacts changed = Example();
    changed.*field += "x";
    digests.insert(ObjectionDigest(changed));
  }
  ObjectionFacts changed = Example();
  changed.file_time_us = 8;
  digests.insert(ObjectionDigest(changed));
  changed.answer_time_us = 10;
  digests.insert(ObjectionDigest(changed));
  changed.upheld = false;
  digests.insert(ObjectionDigest(changed));
  EXPECT_EQ(digests.size(), 11);
}

}  // namespace
}  // namespace pingyi::result

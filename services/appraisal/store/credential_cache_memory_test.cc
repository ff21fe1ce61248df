// What is kept of a page of which the memory ran out on the way. A program of its own, since it
// replaces the operators with which everything allocates.
#include <cstdlib>
#include <limits>
#include <new>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/appraisal/store/credential_cache.h"
#include "services/base/crypto/hash.h"

namespace {

constexpr int kEnough = std::numeric_limits<int>::max();
int allocations_left = kEnough;  // of this program's one thread

}  // namespace

[[gnu::noinline]] void* operator new(size_t size) {
  if (allocations_left == 0) throw std::bad_alloc();
  if (allocations_left != kEnough) --allocations_left;
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace pingyi::appraisal {
namespace {

constexpr int kCredentials = 60;
constexpr absl::Time kNow = absl::UnixEpoch();

// Texts too long to lie within a string, some credentials of each batch.
IssuedCredential Credential(int number) {
  return {.hash = crypto::Sha256(fmt::format("{}", number)),
          .batch_id = fmt::format("a batch of some credentials: number {}", number / 3),
          .own_subject = static_cast<uint32_t>(number),
          .voter = fmt::format("the one voter who has credential {}", number)};
}

CredentialPage Page(int first, int behind_last) {
  CredentialPage page;
  for (int i = first; i < behind_last; ++i) page.credentials.push_back(Credential(i));
  return page;
}

// How many are kept, each as it was issued.
size_t CountKept(CredentialCache& cache) {
  size_t kept = 0;
  for (int i = 0; i < kCredentials; ++i) {
    const IssuedCredential issued = Credential(i);
    const std::string_view hash = issued.hash;
    const KeptCredentials found = cache.Find("r1", {&hash, 1}, kNow);
    if (!found.credentials[0]) continue;
    ++kept;
    EXPECT_EQ(found.batch_ids[0], issued.batch_id) << i;
    EXPECT_EQ(found.credentials[0]->own_subject, issued.own_subject) << i;
    EXPECT_EQ(found.credentials[0]->voter, issued.voter) << i;
  }
  return kept;
}

// Whether the page was kept with so many allocations.
bool KeepWith(int allocations, CredentialCache& cache, const CredentialPage& page) {
  allocations_left = allocations;
  bool kept = true;
  try {
    cache.Keep("r1", page, kNow);
  } catch (const std::bad_alloc&) {
    kept = false;
  }
  allocations_left = kEnough;
  return kept;
}

TEST(CredentialCacheMemoryTest, WhatIsKeptIsAsItWasIssuedWhereverTheMemoryRanOut) {
  for (const int before : {20, 0}) {
    const CredentialPage earlier = Page(0, before);
    const CredentialPage page = Page(before, 50);
    const CredentialPage later = Page(before, kCredentials);
    bool kept = false;
    for (int allocations = 0; !kept; ++allocations) {
      SCOPED_TRACE(fmt::format("{} allocations after {} credentials", allocations, before));
      CredentialCache cache;
      cache.Keep("r1", earlier, kNow);
      kept = KeepWith(allocations, cache, page);
      EXPECT_EQ(CountKept(cache), cache.size());
      EXPECT_GE(cache.size(), static_cast<size_t>(before));
      cache.Keep("r1", later, kNow);
      EXPECT_EQ(CountKept(cache), kCredentials);
      EXPECT_EQ(cache.size(), kCredentials);
      cache.Forget("r1");
      EXPECT_EQ(cache.size(), 0);
      ASSERT_FALSE(HasFailure());
    }
  }
}

}  // namespace
}  // namespace pingyi::appraisal

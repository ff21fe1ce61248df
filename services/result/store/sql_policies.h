// The policies' part of the SQL store; ResultStore tells what each function does.
#pragma once

#include "services/result/store/records.h"
#include "services/result/store/versioned.h"

namespace pingyi::result {

inline constexpr VersionedTable<PolicyVersion, PolicyKey> kPolicies({
    .name = &PolicyVersion::policy,
    .content = &PolicyVersion::rules,
    .key_name = &PolicyKey::policy,
    .created = "policy.create",
    .select = "SELECT policy, version, digest, display_name, rules, created_us FROM "
              "policy_versions",
    .sizes = "SELECT length(rules) FROM policy_versions",
    .insert = "INSERT INTO policy_versions (policy, version, digest, display_name, rules, "
              "created_us) VALUES (?, ?, ?, ?, ?, ?)",
    .newest = "WHERE policy = ? ORDER BY version DESC LIMIT 1",
    .one = "WHERE policy = ? AND version = ?",
    .of_name = "AND policy = ?",
    .after = "AND policy >= ? AND (policy > ? OR version > ?)",
    .order = "ORDER BY policy, version",
});

}  // namespace pingyi::result

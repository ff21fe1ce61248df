#include "services/bundle/bundle_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "services/base/status/utf8.h"
#include "services/bundle/canonical_json.h"

namespace pingyi::bundle {
namespace {

absl::Status Refused(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the bundle {}", what));
}

size_t LineOf(std::string_view text, size_t offset) {
  return static_cast<size_t>(
             std::count(text.begin(), text.begin() + static_cast<int64_t>(offset), '\n')) +
         1;
}

// Goes over the text once, before anything is built from it. Whether it is JSON is not asked here.
absl::Status CheckLimits(std::string_view text) {
  size_t depth = 0;
  size_t objects = 0;
  size_t values = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++objects;
      if (++depth > kMaxDepth) {
        return Refused(fmt::format("is nested too deeply at line {}", LineOf(text, i)));
      }
    } else if (c == '}' || c == ']') {
      depth -= depth > 0 ? 1 : 0;
    } else if (c == ',') {
      ++values;
    }
  }
  if (objects > kMaxObjects || values > kMaxValues) return Refused("holds too many values");
  return absl::OkStatus();
}

absl::Status CheckForm(std::string_view text, std::string_view expected) {
  if (text == expected) return absl::OkStatus();
  const auto [end, ignored] =
      std::mismatch(text.begin(), text.end(), expected.begin(), expected.end());
  return Refused(fmt::format("is not in the one form that bundles have, from line {} on",
                             LineOf(text, static_cast<size_t>(std::distance(text.begin(), end)))));
}

}  // namespace

void KeepWhatIsSigned(v1::ReleaseBundle& bundle) {
  if (bundle.has_round()) {
    appraisal::v1::Round& kept = *bundle.mutable_round();
    kept.clear_close_time();
    kept.clear_state();
    kept.clear_subject_count();
    kept.clear_create_time();
    kept.clear_update_time();
    kept.clear_opened_time();
    kept.clear_closed_time();
    kept.clear_void_reason();
    kept.clear_etag();
  }
  for (result::v1::ComponentFigures& figures : *bundle.mutable_component_figures()) {
    figures.clear_recorder();
    figures.clear_record_time();
    figures.clear_subject_count();
    figures.clear_digest();
  }
  if (bundle.has_policy()) {
    bundle.mutable_policy()->clear_display_name();
    bundle.mutable_policy()->clear_create_time();
  }
  if (bundle.has_release()) bundle.mutable_release()->clear_state();
  if (bundle.has_calendar()) {
    bundle.mutable_calendar()->clear_display_name();
    bundle.mutable_calendar()->clear_create_time();
  }
  if (bundle.has_amended_release()) {
    // Only what its digest is over: the release that amends it signs that digest.
    result::v1::Release& kept = *bundle.mutable_amended_release();
    kept.clear_number();
    kept.clear_run();
    kept.clear_tally_digest();
    kept.clear_policy();
    kept.clear_policy_digest();
    kept.clear_frozen_digest();
    kept.clear_releaser();
    kept.clear_subject_count();
    kept.clear_key_id();
    kept.clear_signature();
    kept.clear_state();
  }
}

std::string BundleText(const v1::ReleaseBundle& bundle) { return CanonicalJson(bundle); }

absl::StatusOr<v1::ReleaseBundle> ReadBundle(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return Refused(fmt::format("is larger than {} MiB", kMaxBytes >> 20));
  }
  if (!IsUtf8(text)) return Refused("is not UTF-8");
  if (absl::Status status = CheckLimits(text); !status.ok()) return status;
  v1::ReleaseBundle bundle;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &bundle);
  if (!parsed.ok()) {
    return Refused(fmt::format(
        "cannot be read: {}",
        std::string_view(parsed.message().data(), std::min<size_t>(parsed.message().size(), 300))));
  }
  if (bundle.format() != kFormat) return Refused("is of a format that is not known here");
  if (absl::Status status = CheckForm(text, BundleText(bundle)); !status.ok()) return status;
  v1::ReleaseBundle kept = bundle;
  KeepWhatIsSigned(kept);
  if (BundleText(kept) != text) {
    return Refused("holds fields of its round or its policy that nothing signed vouches for");
  }
  return bundle;
}

}  // namespace pingyi::bundle

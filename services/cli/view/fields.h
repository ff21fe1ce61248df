// Columns from the accessors of generated messages:
//
//   Columns<Round> columns = {NameField("name", {"编号", "Id"}, &Round::name),
//                             EnumField("state", {"状态", "State"}, &Round::state)};
#pragma once

#include <string>
#include <utility>

#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/timestamp.pb.h>

#include "services/cli/io/time_text.h"
#include "services/cli/view/column.h"

namespace pingyi::cli {

// RFC 3339 in UTC; empty for an absent time.
inline std::string TimestampText(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return UtcText(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
}

// The name of an enum's value, its number if this program does not know it.
template <typename Enum>
std::string EnumName(Enum value) {
  const auto* found = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  return found == nullptr ? std::to_string(static_cast<int>(value)) : found->name();
}

template <typename Message>
Column<Message> StringField(std::string key, Label label,
                            const std::string& (Message::*get)() const, CellKind kind,
                            Place place) {
  return {{std::move(key), std::move(label), kind, place},
          [get](const Message& m) { return (m.*get)(); }};
}

template <typename Message>
Column<Message> TextField(std::string key, Label label, const std::string& (Message::*get)() const,
                          Place place = Place::kEverywhere) {
  return StringField(std::move(key), std::move(label), get, CellKind::kText, place);
}

template <typename Message>
Column<Message> NameField(std::string key, Label label, const std::string& (Message::*get)() const,
                          Place place = Place::kEverywhere) {
  return StringField(std::move(key), std::move(label), get, CellKind::kName, place);
}

template <typename Message>
Column<Message> DigestField(std::string key, Label label,
                            const std::string& (Message::*get)() const,
                            Place place = Place::kCardAndCsv) {
  return StringField(std::move(key), std::move(label), get, CellKind::kDigest, place);
}

// A number that is text in the contract.
template <typename Message>
Column<Message> DecimalField(std::string key, Label label,
                             const std::string& (Message::*get)() const,
                             Place place = Place::kEverywhere) {
  return StringField(std::move(key), std::move(label), get, CellKind::kNumber, place);
}

template <typename Message, typename Integer>
Column<Message> CountField(std::string key, Label label, Integer (Message::*get)() const,
                           Place place = Place::kEverywhere) {
  return {{std::move(key), std::move(label), CellKind::kNumber, place},
          [get](const Message& m) { return std::to_string((m.*get)()); }};
}

template <typename Message>
Column<Message> BoolField(std::string key, Label label, bool (Message::*get)() const,
                          Place place = Place::kEverywhere) {
  return {{std::move(key), std::move(label), CellKind::kBool, place},
          [get](const Message& m) { return std::string((m.*get)() ? "true" : "false"); }};
}

template <typename Message, typename Enum>
Column<Message> EnumField(std::string key, Label label, Enum (Message::*get)() const,
                          Place place = Place::kEverywhere) {
  return {{std::move(key), std::move(label), CellKind::kEnum, place},
          [get](const Message& m) { return EnumName((m.*get)()); }};
}

template <typename Message>
Column<Message> TimeField(std::string key, Label label,
                          const google::protobuf::Timestamp& (Message::*get)() const,
                          Place place = Place::kEverywhere) {
  return {{std::move(key), std::move(label), CellKind::kTime, place},
          [get](const Message& m) { return TimestampText((m.*get)()); }};
}

}  // namespace pingyi::cli

#include "services/cli/io/yaml_json.h"

#include <set>
#include <stdexcept>
#include <vector>

#include <absl/strings/numbers.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include "services/cli/io/enum_text.h"
#include "services/cli/io/text_file.h"
#include "services/cli/io/time_text.h"

namespace pingyi::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

// Deep enough for every contract, and a bound for files that nest without end.
constexpr int kMaxDepth = 64;

// Carries a finding out of the recursion; caught in YamlToJson and nowhere else.
struct Fault : std::runtime_error {
  Fault(const YAML::Node& node, const std::string& what)
      : std::runtime_error(what), line(static_cast<size_t>(node.Mark().line) + 1) {}
  size_t line;
};

std::string At(const std::string& field, const std::string& what) {
  return field.empty() ? what : fmt::format("{}: {}", field, what);
}

const std::string& Scalar(const YAML::Node& node, const std::string& field, const char* wanted) {
  if (!node.IsScalar()) throw Fault(node, At(field, fmt::format("must be {}", wanted)));
  return node.Scalar();
}

std::string EnumJson(const YAML::Node& node, const std::string& field, const EnumDescriptor& type) {
  const auto value = ParseEnum(type, Scalar(node, field, "one of its names"));
  if (!value.ok()) throw Fault(node, At(field, std::string(value.status().message())));
  return JsonString((*value)->name());
}

std::string NumberJson(const YAML::Node& node, const std::string& field) {
  const std::string& text = Scalar(node, field, "a whole number");
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) {
    throw Fault(node, At(field, fmt::format("\"{}\" is not a whole number", text)));
  }
  return std::to_string(number);
}

std::string BoolJson(const YAML::Node& node, const std::string& field) {
  const std::string& text = Scalar(node, field, "true or false");
  if (text == "true" || text == "false") return text;
  throw Fault(node, At(field, fmt::format("\"{}\" is neither true nor false", text)));
}

std::string TimeJson(const YAML::Node& node, const std::string& field) {
  const auto time = ParseTimeText(Scalar(node, field, "a time"), absl::LocalTimeZone());
  if (!time.ok()) throw Fault(node, At(field, std::string(time.status().message())));
  return JsonString(UtcText(*time));
}

class Converter {
 public:
  std::string Message(const YAML::Node& node, const std::string& field, const Descriptor& type) {
    if (type.full_name() == "google.protobuf.Timestamp") return TimeJson(node, field);
    if (type.full_name() == "google.protobuf.FieldMask") {
      return JsonString(Scalar(node, field, "names of fields with commas between"));
    }
    if (!node.IsMap()) throw Fault(node, At(field, "must hold fields (name: value)"));
    if (++depth_ > kMaxDepth) throw Fault(node, At(field, "nested too deeply"));
    std::string json = "{";
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const FieldDescriptor& child = FieldOf(entry.first, field, type);
      const std::string path =
          field.empty() ? child.name() : fmt::format("{}.{}", field, child.name());
      if (!seen.insert(child.name()).second) throw Fault(entry.first, At(path, "given twice"));
      if (entry.second.IsNull()) continue;
      if (json.size() > 1) json += ',';
      json += JsonString(child.name()) + ':' + Field(entry.second, path, child);
    }
    --depth_;
    return json + '}';
  }

 private:
  static const FieldDescriptor& FieldOf(const YAML::Node& key, const std::string& field,
                                        const Descriptor& type) {
    const std::string& name = Scalar(key, field, "a field's name");
    const FieldDescriptor* found = type.FindFieldByName(name);
    if (found == nullptr) found = type.FindFieldByCamelcaseName(name);
    if (found != nullptr) return *found;
    std::vector<std::string> known;
    known.reserve(type.field_count());
    for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
    throw Fault(
        key, At(field, fmt::format("no field \"{}\"; there are {}", name, fmt::join(known, ", "))));
  }

  std::string Field(const YAML::Node& node, const std::string& path, const FieldDescriptor& field) {
    if (!field.is_repeated()) return Value(node, path, field);
    if (!node.IsSequence()) return '[' + Value(node, path, field) + ']';
    std::string json = "[";
    for (size_t i = 0; i < node.size(); ++i) {
      if (i > 0) json += ',';
      json += Value(node[i], fmt::format("{}[{}]", path, i), field);
    }
    return json + ']';
  }

  std::string Value(const YAML::Node& node, const std::string& path, const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Message(node, path, *field.message_type());
      case FieldDescriptor::CPPTYPE_ENUM:
        return EnumJson(node, path, *field.enum_type());
      case FieldDescriptor::CPPTYPE_STRING:
        return JsonString(Scalar(node, path, "a text"));
      case FieldDescriptor::CPPTYPE_BOOL:
        return BoolJson(node, path);
      default:
        return NumberJson(node, path);
    }
  }

  int depth_ = 0;
};

}  // namespace

std::string JsonString(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      json += c;
    }
  }
  return json + '"';
}

absl::StatusOr<std::string> YamlToJson(const std::string& yaml, const std::string& path,
                                       const Descriptor& type) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(yaml);
    if (documents.size() != 1 || documents[0].IsNull()) {
      return FileError(path, fmt::format("must hold one document, not {}", documents.size()));
    }
    return Converter().Message(documents[0], "", type);
  } catch (const Fault& fault) {
    return FileError(path, fault.line, fault.what());
  } catch (const YAML::Exception& error) {
    return FileError(path, static_cast<size_t>(error.mark.line) + 1, error.msg);
  }
}

}  // namespace pingyi::cli

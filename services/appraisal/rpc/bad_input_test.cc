// Bad input for every RPC: the code, the reason and the field.
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "services/appraisal/rpc/service_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;

class BadInputTest : public ServiceTest {
 protected:
  // A method by its name; its request given as text, or with its first text replaced by bytes that
  // are no UTF-8.
  struct Method {
    std::string name;
    std::function<absl::Status(const std::string& request)> call;
    std::function<absl::Status()> call_with_malformed_text;
  };

  template <typename Req, typename Resp>
  Method MakeMethod(const std::string& name,
                    grpc::Status (Stub::*stub)(grpc::ClientContext*, const Req&, Resp*)) {
    return {.name = name,
            .call = [this, stub](const std::string& text) { return Call(stub, text).status(); },
            .call_with_malformed_text =
                [this, stub] {
                  Req request;
                  const auto* field = FirstText(*Req::descriptor());
                  const auto* reflection = request.GetReflection();
                  if (field->is_repeated()) {
                    reflection->AddString(&request, field, "\xff");
                  } else {
                    reflection->SetString(&request, field, "\xff");
                  }
                  return Call(stub, request).status();
                }};
  }

  static const google::protobuf::FieldDescriptor* FirstText(
      const google::protobuf::Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      if (message.field(i)->type() == google::protobuf::FieldDescriptor::TYPE_STRING) {
        return message.field(i);
      }
    }
    return nullptr;
  }

  // All methods but CloseDueRounds, which is given nothing, and WatchTurnout (turnout_test.cc).
  std::vector<Method> Methods() {
    return {MakeMethod("CreateRound", &Stub::CreateRound),
            MakeMethod("GetRound", &Stub::GetRound),
            MakeMethod("ListRounds", &Stub::ListRounds),
            MakeMethod("UpdateRound", &Stub::UpdateRound),
            MakeMethod("OpenRound", &Stub::OpenRound),
            MakeMethod("ExtendRound", &Stub::ExtendRound),
            MakeMethod("CloseRound", &Stub::CloseRound),
            MakeMethod("VoidRound", &Stub::VoidRound),
            MakeMethod("BatchCreateSubjects", &Stub::BatchCreateSubjects),
            MakeMethod("ImportSubjects", &Stub::ImportSubjects),
            MakeMethod("ListSubjects", &Stub::ListSubjects),
            MakeMethod("DeleteSubject", &Stub::DeleteSubject),
            MakeMethod("IssueCredentials", &Stub::IssueCredentials),
            MakeMethod("RevokeCredentials", &Stub::RevokeCredentials),
            MakeMethod("CastBallot", &Stub::CastBallot),
            MakeMethod("CastBallots", &Stub::CastBallots),
            MakeMethod("GetTurnout", &Stub::GetTurnout),
            MakeMethod("ListTallies", &Stub::ListTallies),
            MakeMethod("ListNamedBallots", &Stub::ListNamedBallots),
            MakeMethod("ListAuditEntries", &Stub::ListAuditEntries)};
  }

  absl::Status CallByName(const std::string& name, const std::string& request) {
    for (const Method& method : Methods()) {
      if (method.name == name) return method.call(request);
    }
    return absl::UnimplementedError(name);
  }

  static constexpr char kUuid[] = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
};

// What is wrong with a request's fields: INVALID_ARGUMENT with this reason at this field.
struct BadField {
  std::string method;
  std::string request;
  std::string reason;
  std::string field;
};

std::string Repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

std::vector<BadField> BadFields() {
  const std::string long_reason = "reason: '" + Repeat("长", 501) + "'";
  const std::string id = "request_id: '1b4e28ba-2fa1-41d2-883f-0016d3cca427' ";
  const std::string token = "credential: '00000000000000000000000000' ";
  return {
      // Missing.
      {"CreateRound", "", "REQUIRED_FIELD_MISSING", "round"},
      {"CreateRound", "round {}", "REQUIRED_FIELD_MISSING", "round.display_name"},
      {"GetRound", "", "REQUIRED_FIELD_MISSING", "name"},
      {"UpdateRound", "", "REQUIRED_FIELD_MISSING", "round"},
      {"UpdateRound", "round {}", "REQUIRED_FIELD_MISSING", "round.name"},
      {"OpenRound", "", "REQUIRED_FIELD_MISSING", "name"},
      {"ExtendRound", "name: 'rounds/r'", "REQUIRED_FIELD_MISSING", "close_time"},
      {"ExtendRound", "name: 'rounds/r'", "REQUIRED_FIELD_MISSING", "reason"},
      {"CloseRound", "", "REQUIRED_FIELD_MISSING", "name"},
      {"VoidRound", "name: 'rounds/r'", "REQUIRED_FIELD_MISSING", "reason"},
      {"BatchCreateSubjects", "parent: 'rounds/r'", "REQUIRED_FIELD_MISSING", "subjects"},
      {"BatchCreateSubjects", "parent: 'rounds/r' subjects { name: 'rounds/r/subjects/x' }",
       "REQUIRED_FIELD_MISSING", "subjects[0].display_name"},
      {"ImportSubjects", "", "REQUIRED_FIELD_MISSING", "parent"},
      {"ListSubjects", "", "REQUIRED_FIELD_MISSING", "parent"},
      {"DeleteSubject", "", "REQUIRED_FIELD_MISSING", "name"},
      {"IssueCredentials", "parent: 'rounds/r'", "REQUIRED_FIELD_MISSING", "group"},
      {"IssueCredentials", "parent: 'rounds/r'", "REQUIRED_FIELD_MISSING", "request_id"},
      {"RevokeCredentials", "", "REQUIRED_FIELD_MISSING", "reason"},
      {"CastBallot", "", "REQUIRED_FIELD_MISSING", "parent"},
      {"CastBallot", "", "REQUIRED_FIELD_MISSING", "credential"},
      {"CastBallot", "", "REQUIRED_FIELD_MISSING", "ballot"},
      {"CastBallot", "", "REQUIRED_FIELD_MISSING", "request_id"},
      {"CastBallots", "parent: 'rounds/r'", "REQUIRED_FIELD_MISSING", "entries"},
      {"GetTurnout", "", "REQUIRED_FIELD_MISSING", "name"},
      {"ListTallies", "", "REQUIRED_FIELD_MISSING", "parent"},
      {"ListNamedBallots", "", "REQUIRED_FIELD_MISSING", "parent"},
      // Oversized.
      {"CreateRound", "round { display_name: '" + Repeat("长", 201) + "' }", "LIMIT_EXCEEDED",
       "round.display_name"},
      {"ExtendRound", "name: 'rounds/r' " + long_reason, "LIMIT_EXCEEDED", "reason"},
      {"CloseRound", "name: 'rounds/r' " + long_reason, "LIMIT_EXCEEDED", "reason"},
      {"VoidRound", "name: 'rounds/r' " + long_reason, "LIMIT_EXCEEDED", "reason"},
      {"RevokeCredentials", long_reason, "LIMIT_EXCEEDED", "reason"},
      {"BatchCreateSubjects",
       "parent: 'rounds/r' " + Repeat("subjects { name: 'rounds/r/subjects/x' } ", 1001),
       "LIMIT_EXCEEDED", "subjects"},
      {"BatchCreateSubjects",
       "parent: 'rounds/r' subjects { name: 'rounds/r/subjects/x' position: 10001 }",
       "LIMIT_EXCEEDED", "subjects[0].position"},
      {"ListSubjects", "parent: 'rounds/r' subject_type: '" + Repeat("x", 64) + "'",
       "LIMIT_EXCEEDED", "subject_type"},
      {"IssueCredentials", "count: 10001", "LIMIT_EXCEEDED", "count"},
      {"IssueCredentials", Repeat("holders {} ", 10001), "LIMIT_EXCEEDED", "holders"},
      {"IssueCredentials", "holders { voter: '" + Repeat("长", 201) + "' }", "LIMIT_EXCEEDED",
       "holders[0].voter"},
      {"CastBallots", "parent: 'rounds/r' " + Repeat("entries {} ", 1001), "LIMIT_EXCEEDED",
       "entries"},
      {"ListAuditEntries", "filter { resource: '" + Repeat("x", 301) + "' }", "LIMIT_EXCEEDED",
       "filter.resource"},
      // Malformed.
      {"CreateRound", "round_id: '-r' round { display_name: 'x' }", "INVALID_RESOURCE_NAME",
       "round_id"},
      {"CreateRound", "round { display_name: 'x' anonymity: 7 }", "INVALID_FIELD",
       "round.anonymity"},
      {"CreateRound", "round { display_name: 'x' validity_rules { breach_effect: 7 } }",
       "INVALID_FIELD", "round.validity_rules.breach_effect"},
      {"CreateRound", "round { display_name: 'x' close_time { seconds: 253402300800 } }",
       "INVALID_FIELD", "round.close_time"},
      {"CreateRound", "round { display_name: 'x' open_time { nanos: -1 } }", "INVALID_FIELD",
       "round.open_time"},
      {"CreateRound",
       "round { display_name: 'x' voter_groups { key: 'a' title: 'A' weight: '0.1e1' "
       "expected_voters: 1 } }",
       "INVALID_NUMBER", "round.voter_groups[0].weight"},
      {"GetRound", "name: 'rounds/'", "INVALID_RESOURCE_NAME", "name"},
      {"GetRound", "name: 'rounds/a/subjects/b'", "INVALID_RESOURCE_NAME", "name"},
      {"GetRound", "name: 'cycles/a'", "INVALID_RESOURCE_NAME", "name"},
      {"ListRounds", "states: [7]", "INVALID_FIELD", "states[0]"},
      {"ListRounds", "cycle: 'c'", "INVALID_RESOURCE_NAME", "cycle"},
      {"ListRounds", "page_size: -1", "INVALID_FIELD", "page_size"},
      {"ListRounds", "page_token: 'made up'", "INVALID_PAGE_TOKEN", "page_token"},
      {"UpdateRound", "round { name: 'rounds/r' } update_mask { paths: 'state' }",
       "INVALID_FIELD_MASK", "update_mask.paths[0]"},
      {"UpdateRound", "round { name: 'rounds/r' } update_mask { paths: ['cycle', '*'] }",
       "INVALID_FIELD_MASK", "update_mask.paths[1]"},
      {"UpdateRound", "round { name: 'rounds/r' anonymity: 7 }", "INVALID_FIELD",
       "round.anonymity"},
      {"BatchCreateSubjects",
       "parent: 'rounds/r' subjects { name: 'rounds/s/subjects/x' display_name: 'x' }",
       "INVALID_RESOURCE_NAME", "subjects[0].name"},
      {"BatchCreateSubjects", "parent: 'rounds/r' subjects { name: 'x' display_name: 'x' }",
       "INVALID_RESOURCE_NAME", "subjects[0].name"},
      {"ImportSubjects", "parent: 'r'", "INVALID_RESOURCE_NAME", "parent"},
      {"ListSubjects", "parent: 'rounds/r' page_token: 'x'", "INVALID_PAGE_TOKEN", "page_token"},
      {"DeleteSubject", "name: 'rounds/r'", "INVALID_RESOURCE_NAME", "name"},
      {"IssueCredentials", "count: 1 holders {}", "INVALID_FIELD", "count"},
      {"IssueCredentials", "count: -1", "INVALID_FIELD", "count"},
      {"IssueCredentials", "group: 'A票'", "INVALID_FIELD", "group"},
      {"IssueCredentials", "holders { own_subject: 'X' }", "INVALID_FIELD",
       "holders[0].own_subject"},
      {"RevokeCredentials", "name: 'rounds/r/batches/b'", "INVALID_RESOURCE_NAME", "name"},
      {"CastBallot", "credential: 'too short'", "INVALID_FIELD", "credential"},
      {"CastBallot", "request_id: '1'", "INVALID_REQUEST_ID", "request_id"},
      {"ListTallies", "parent: 'rounds/r' page_size: -5", "INVALID_FIELD", "page_size"},
      {"ListTallies", "parent: 'rounds/r' page_token: '!'", "INVALID_PAGE_TOKEN", "page_token"},
      {"ListNamedBallots", "parent: 'rounds/r' page_token: '!'", "INVALID_PAGE_TOKEN",
       "page_token"},
      {"ListAuditEntries", "page_token: '!'", "INVALID_PAGE_TOKEN", "page_token"},
      // On the form of an open round.
      {"CastBallot", "parent: 'rounds/r' ballot { subjects { subject: 'nobody' } } " + token + id,
       "UNKNOWN_ON_FORM", "ballot.subjects[0].subject"},
      {"CastBallot",
       "parent: 'rounds/r' ballot { subjects { subject: 'li' marks { criterion: 'ji' "
       "mark: '87.25' } marks { criterion: 'x' mark: 'a' } } } " +
           token + id,
       "UNKNOWN_ON_FORM", "ballot.subjects[0].marks[1].criterion"},
      {"IssueCredentials", "parent: 'rounds/r' group: 'z' count: 1 " + id, "INVALID_FIELD",
       "group"},
      {"IssueCredentials",
       "parent: 'rounds/r' group: 'a' holders { voter: '某' } request_id: "
       "'1b4e28ba-2fa1-41d2-883f-0016d3cca428'",
       "INVALID_FIELD", "holders[0].voter"},
  };
}

TEST_F(BadInputTest, EveryBadFieldIsNamedWithItsReason) {
  MakeOpenRound("r");
  for (const BadField& bad : BadFields()) {
    SCOPED_TRACE(bad.method + " " + bad.request.substr(0, 200));
    const absl::Status status = CallByName(bad.method, bad.request);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status, HasViolation(bad.field, bad.reason));
  }
}

TEST_F(BadInputTest, MalformedTextIsRefusedByEveryMethod) {
  for (const Method& method : Methods()) {
    SCOPED_TRACE(method.name);
    const absl::Status status = method.call_with_malformed_text();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status, HasReason("MALFORMED_UTF8"));
  }
}

TEST_F(BadInputTest, MalformedRequestIdIsRefusedByEveryChange) {
  for (const char* method : {"CreateRound", "UpdateRound", "OpenRound", "ExtendRound", "CloseRound",
                             "VoidRound", "BatchCreateSubjects", "ImportSubjects", "DeleteSubject",
                             "IssueCredentials", "RevokeCredentials", "CastBallot"}) {
    SCOPED_TRACE(method);
    EXPECT_THAT(CallByName(method, "request_id: '{1b4e28ba}'"),
                HasViolation("request_id", "INVALID_REQUEST_ID"));
  }
}

TEST_F(BadInputTest, UnknownNamesAreNotFound) {
  const std::string id = fmt::format("request_id: '{}' ", kUuid);
  const std::string ballot = "credential: '00000000000000000000000000' ballot {} " + id;
  const std::vector<std::pair<std::string, std::string>> calls = {
      {"GetRound", "name: 'rounds/x'"},
      {"UpdateRound", "round { name: 'rounds/x' display_name: 'x' }"},
      {"OpenRound", "name: 'rounds/x'"},
      {"ExtendRound", "name: 'rounds/x' reason: 'x' close_time { seconds: 1900000000 }"},
      {"CloseRound", "name: 'rounds/x'"},
      {"VoidRound", "name: 'rounds/x' reason: 'x'"},
      {"BatchCreateSubjects",
       "parent: 'rounds/x' subjects { name: 'rounds/x/subjects/y' display_name: 'y' }"},
      {"ImportSubjects", "parent: 'rounds/x'"},
      {"ListSubjects", "parent: 'rounds/x'"},
      {"DeleteSubject", "name: 'rounds/x/subjects/y'"},
      {"DeleteSubject", "name: 'rounds/d/subjects/y'"},
      {"IssueCredentials", "parent: 'rounds/x' group: 'a' count: 1 " + id},
      {"RevokeCredentials", "name: 'rounds/x/credentialBatches/y' reason: 'x'"},
      {"RevokeCredentials", "name: 'rounds/d/credentialBatches/y' reason: 'x'"},
      {"CastBallot", "parent: 'rounds/x' " + ballot},
      {"CastBallots", "parent: 'rounds/x' entries { " + ballot + "}"},
      {"GetTurnout", "name: 'rounds/x'"},
      {"ListTallies", "parent: 'rounds/x'"},
      {"ListNamedBallots", "parent: 'rounds/x'"},
  };
  MakeDraft("d");
  for (const auto& [method, request] : calls) {
    SCOPED_TRACE(method + " " + request);
    const absl::Status status = CallByName(method, request);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(status, HasReason("RESOURCE_NOT_FOUND"));
  }
}

TEST_F(BadInputTest, WrongStateIsAFailedPrecondition) {
  MakeDraft("draft");
  MakeOpenRound("open");
  MakeOpenRound("closed");
  Close("closed");
  const std::string id = fmt::format("request_id: '{}' ", kUuid);
  const std::string ballot = "credential: '00000000000000000000000000' ballot {} " + id;
  struct Case {
    std::string method;
    std::string request;
    std::string reason;
  };
  const std::vector<Case> cases = {
      {"UpdateRound", "round { name: 'rounds/open' display_name: 'x' }", "ROUND_FROZEN"},
      {"OpenRound", "name: 'rounds/closed'", "ROUND_FROZEN"},
      {"ExtendRound", "name: 'rounds/draft' reason: 'x' close_time { seconds: 1900000000 }",
       "ROUND_NOT_OPEN"},
      {"CloseRound", "name: 'rounds/draft'", "ROUND_NOT_OPEN"},
      {"BatchCreateSubjects",
       "parent: 'rounds/open' subjects { name: 'rounds/open/subjects/y' display_name: 'y' }",
       "ROUND_FROZEN"},
      {"ImportSubjects", "parent: 'rounds/closed'", "ROUND_FROZEN"},
      {"DeleteSubject", "name: 'rounds/open/subjects/li'", "ROUND_FROZEN"},
      {"IssueCredentials", "parent: 'rounds/draft' group: 'a' count: 1 " + id, "ROUND_NOT_OPEN"},
      {"CastBallot", "parent: 'rounds/draft' " + ballot, "ROUND_NOT_OPEN"},
      {"CastBallots", "parent: 'rounds/draft' entries { " + ballot + "}", "ROUND_NOT_OPEN"},
      {"ListTallies", "parent: 'rounds/open'", "ROUND_NOT_CLOSED"},
      {"ListNamedBallots", "parent: 'rounds/closed'", "ROUND_ANONYMOUS"},
  };
  for (const Case& bad : cases) {
    SCOPED_TRACE(bad.method + " " + bad.request);
    const absl::Status status = CallByName(bad.method, bad.request);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(status, HasReason(bad.reason));
  }
}

TEST_F(BadInputTest, StaleEtagIsAborted) {
  MakeDraft("draft");
  MakeOpenRound("open");
  const std::vector<std::pair<std::string, std::string>> calls = {
      {"UpdateRound", "round { name: 'rounds/draft' display_name: 'x' etag: 'v0' }"},
      {"OpenRound", "name: 'rounds/draft' etag: 'v0'"},
      {"ExtendRound",
       "name: 'rounds/open' reason: 'x' close_time { seconds: 1900000000 } etag: 'v0'"},
      {"CloseRound", "name: 'rounds/open' etag: 'v0'"},
      {"VoidRound", "name: 'rounds/open' reason: 'x' etag: 'v0'"},
  };
  for (const auto& [method, request] : calls) {
    SCOPED_TRACE(method);
    const absl::Status status = CallByName(method, request);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
    EXPECT_THAT(status, HasReason("ETAG_MISMATCH"));
  }
}

TEST_F(BadInputTest, ReusedRequestIdIsRefusedByEveryChange) {
  MakeDraft("draft");
  MakeOpenRound("open");
  const std::string id = fmt::format("request_id: '{}' ", kUuid);
  ASSERT_OK(CallByName("CreateRound", "round_id: 'first' round { display_name: 'x' } " + id));
  const std::vector<std::pair<std::string, std::string>> calls = {
      {"CreateRound", "round { display_name: 'y' } "},
      {"UpdateRound", "round { name: 'rounds/draft' display_name: 'x' } "},
      {"OpenRound", "name: 'rounds/draft' "},
      {"ExtendRound", "name: 'rounds/open' reason: 'x' close_time { seconds: 1900000000 } "},
      {"CloseRound", "name: 'rounds/open' "},
      {"VoidRound", "name: 'rounds/open' reason: 'x' "},
      {"BatchCreateSubjects",
       "parent: 'rounds/draft' subjects { name: 'rounds/draft/subjects/y' display_name: 'y' } "},
      {"DeleteSubject", "name: 'rounds/draft/subjects/li' "},
      {"IssueCredentials", "parent: 'rounds/open' group: 'a' count: 1 "},
      {"RevokeCredentials", "name: 'rounds/open/credentialBatches/y' reason: 'x' "},
  };
  for (const auto& [method, request] : calls) {
    SCOPED_TRACE(method);
    const absl::Status status = CallByName(method, request + id);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAlreadyExists));
    EXPECT_THAT(status, HasReason("REQUEST_ID_REUSED"));
  }
}

TEST_F(BadInputTest, AllViolationsComeAtOnce) {
  const absl::Status status =
      CallByName("ExtendRound", "name: 'R' request_id: '1' close_time { nanos: -1 }");
  EXPECT_THAT(DetailsOf(status).violations, ::testing::SizeIs(4));
}

}  // namespace
}  // namespace pingyi::appraisal

//! The description of the API: what is not said at a handler.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, ResponseBuilder};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "LogonTracer",
        description = "Windows logon events as a ranked graph. Times are epoch milliseconds in UTC. An answer that is an \
                       error has the form of `Problem`. Writes with a cookie need the header `x-csrf-token`."
    ),
    security(("cookie" = []), ("token" = [])),
    modifiers(&Signing)
)]
struct Document;

/// The ways to sign in.
struct Signing;

impl utoipa::Modify for Signing {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new("logontracer_session"));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// The description before any handler is in it.
pub(crate) fn head() -> OpenApi {
    <Document as utoipa::OpenApi>::openapi()
}

/// Handlers of several resources share a name, and a document may not: `list` becomes `get_cases_case_imports`.
/// Any call may also be refused for what is the same everywhere: no sign-in, no right, no such thing.
pub(crate) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let place = words.strip_prefix(&["api", "v1"]).unwrap_or(&words).join("_");
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(format!("{method}_{place}"));
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let refused = ResponseBuilder::new().description("Refused or failed").content("application/json", problem);
            operation.responses.responses.entry("default".to_owned()).or_insert_with(|| refused.build().into());
        }
    }
}

import { XmlDocument, XmlElement, XsdValidator } from "libxml2-wasm";

const text = `type="xs:string"`;
const problem = `<xs:complexType mixed="true"><xs:attribute name="message" ${text}/><xs:attribute name="type" ${text}/></xs:complexType>`;

/**
 * What readers take: the elements, their order and their attributes in the schema of Jenkins, as far as dailies writes them, and
 * `file` and `line` of a case, which readers on GitHub and GitLab look at and Jenkins passes over.
 */
const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="testsuites"><xs:complexType>
  <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attribute name="name" ${text} use="required"/>
  <xs:attribute name="tests" type="xs:nonNegativeInteger"/>
  <xs:attribute name="failures" type="xs:nonNegativeInteger"/>
  <xs:attribute name="errors" type="xs:nonNegativeInteger"/>
  <xs:attribute name="time" type="xs:decimal"/>
</xs:complexType></xs:element>
<xs:element name="testsuite"><xs:complexType>
  <xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attribute name="name" ${text} use="required"/>
  <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="time" type="xs:decimal" use="required"/>
  <xs:attribute name="timestamp" type="xs:dateTime" use="required"/>
</xs:complexType></xs:element>
<xs:element name="testcase"><xs:complexType>
  <xs:choice minOccurs="0">
    <xs:element name="skipped"><xs:complexType><xs:attribute name="message" ${text}/></xs:complexType></xs:element>
    <xs:element name="error">${problem}</xs:element>
    <xs:element name="failure">${problem}</xs:element>
  </xs:choice>
  <xs:attribute name="name" ${text} use="required"/>
  <xs:attribute name="time" type="xs:decimal" use="required"/>
  <xs:attribute name="classname" ${text} use="required"/>
  <xs:attribute name="file" ${text}/>
  <xs:attribute name="line" type="xs:positiveInteger"/>
</xs:complexType></xs:element>
</xs:schema>`;

/** A test case as a reader sees it. */
export interface JunitCase {
  readonly name: string;
  readonly suite: string;
  readonly file: string;
  readonly verdict: "passed" | "skipped" | "failure" | "error";
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

/** Reads a report by libxml2; throws where it has not the shape, or says other sums than its cases come to. */
export function readJunit(report: string): readonly JunitCase[] {
  const shape = XmlDocument.fromString(schema);
  const document = XmlDocument.fromString(report);
  try {
    const validator = XsdValidator.fromDoc(shape);
    validator.validate(document);
    validator.dispose();
    const cases = elements(document.root, "testsuite").flatMap((suite) => {
      const found = elements(suite, "testcase").map((one) => caseOf(one, attribute(suite, "name")));
      checkSums(suite, found);
      return found;
    });
    checkSums(document.root, cases);
    return cases;
  } finally {
    document.dispose();
    shape.dispose();
  }
}

function caseOf(element: XmlElement, suite: string): JunitCase {
  const [problem] = elements(element, "skipped|failure|error");
  const verdict = problem?.name ?? "passed";
  if (!isVerdict(verdict)) throw new Error(`a case came out as ${verdict}`);
  return {
    name: attribute(element, "name"),
    suite,
    file: attribute(element, "file"),
    verdict,
    type: problem === undefined ? "" : attribute(problem, "type"),
    message: problem === undefined ? "" : attribute(problem, "message"),
    text: problem?.content ?? "",
  };
}

function isVerdict(name: string): name is JunitCase["verdict"] {
  return ["passed", "skipped", "failure", "error"].includes(name);
}

function checkSums(element: XmlElement, cases: readonly JunitCase[]): void {
  const sums = { tests: undefined, failures: "failure", errors: "error", skipped: "skipped" } as const;
  for (const [name, verdict] of Object.entries(sums)) {
    const said = element.attr(name)?.value;
    const count = cases.filter((one) => verdict === undefined || one.verdict === verdict).length;
    if (said !== undefined && Number(said) !== count) throw new Error(`${name} is ${said}, not ${count}`);
  }
}

function elements(element: XmlElement, path: string): XmlElement[] {
  return element.find(path).filter((node) => node instanceof XmlElement);
}

function attribute(element: XmlElement, name: string): string {
  return element.attr(name)?.value ?? "";
}

import { StarIcon, ToolbarButton, ToolbarMenu, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { type ReactNode, useEffect, useState } from "react";
import { linkTo } from "./links";
import type { Example } from "./offered";

const COPY_LINK = "Copy a link to this query";

interface ExamplesProps {
  examples: Example[];
  /** Whether the page may ask as the people whom examples are for. */
  named: boolean;
  onExample(example: Example): void;
}

/** Opens an example in a tab of its own. */
export function ExamplesMenu({ examples, named, onExample }: ExamplesProps): ReactNode {
  const { addTab } = useGraphiQLActions();
  const editor = useGraphiQL((state) => state.queryEditor);
  if (!examples.length) return null;
  const open = (example: Example): void => {
    onExample(example);
    addTab();
    editor?.setValue(example.query);
  };
  const button = (
    <ToolbarButton label="Examples">
      <StarIcon className="graphiql-toolbar-icon" aria-hidden="true" />
    </ToolbarButton>
  );
  return (
    <ToolbarMenu button={button}>
      {examples.map((example) => (
        <ToolbarMenu.Item key={example.title} onSelect={() => open(example)}>
          {named ? `${example.persona}: ${example.title}` : example.title}
        </ToolbarMenu.Item>
      ))}
    </ToolbarMenu>
  );
}

/** Copies a link, and shows it in the address bar, where it can be copied by hand. */
export function LinkButton(): ReactNode {
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const [label, setLabel] = useState(COPY_LINK);
  useEffect(() => {
    const forgetting = setTimeout(() => setLabel(COPY_LINK), 3000);
    return () => clearTimeout(forgetting);
  }, [label]);
  const copy = async (): Promise<void> => {
    const link = linkTo(query?.getValue() ?? "", variables?.getValue() ?? "");
    history.replaceState(null, "", link);
    // Browsers have a clipboard for pages on HTTPS and on localhost alone.
    await navigator.clipboard?.writeText(link);
    setLabel(navigator.clipboard ? "The link is copied" : "The link is in the address bar");
  };
  return (
    <ToolbarButton label={label} onClick={() => void copy()}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
        <path d="M6.5 9.5a3 3 0 0 0 4.3 0l2.3-2.3a3 3 0 0 0-4.3-4.3L7.7 4M9.5 6.5a3 3 0 0 0-4.3 0L2.9 8.8a3 3 0 0 0 4.3 4.3L8.3 12" />
      </svg>
    </ToolbarButton>
  );
}
